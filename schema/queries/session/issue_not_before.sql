-- plan: generic
select value::timestamptz from setting where key = 'issue_not_before'
