-- A new bootstrap invitation takes the place of one that was not used; once one was used, no row
-- answers and none is made.
with used as (
  select 1 from invitation where bootstrap and state = 'used'
), old as (
  update invitation set state = 'revoked'
   where bootstrap and state in ('open', 'accepted') and not exists (select 1 from used)
)
select 1 where not exists (select 1 from used)
