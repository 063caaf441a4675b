with over as (
  update invitation set state = 'expired', contact = null where state = 'open' and expires <= $1::timestamptz
  returning id
), mail as (
  update outbox set payload = '', dead = coalesce(dead, $1::timestamptz), lease_until = null, failure = 'erased'
   where about in (select id from over) and done is null
)
select count(*) from over
