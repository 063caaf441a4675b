-- $1 person, $2 handle if there is none yet
with ins as (
  insert into user_handle (person, handle) values ($1::uuid, $2::bytea) on conflict (person) do nothing
  returning handle
)
select handle from ins union all select handle from user_handle where person = $1::uuid limit 1
