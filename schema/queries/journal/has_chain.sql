-- Whether the rows of a rehearsed change are there, within its transaction.
select exists (select from journal_event where boot = $1)
