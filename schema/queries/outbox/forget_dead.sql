-- $1: given up before it. Until then an operator can deliver such a message after all.
with gone as (
  update outbox set payload = '' where dead < $1::timestamptz and payload <> '' returning id
)
select count(*) from gone
