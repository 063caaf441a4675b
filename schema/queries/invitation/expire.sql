with over as (
  update invitation set state = 'expired', contact = null where state = 'open' and expires <= $1::timestamptz
  returning id
)
select count(*) from over
