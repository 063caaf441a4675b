-- $1 before: how many went, at most 1000 at a time
select forget_notices($1::timestamptz)
