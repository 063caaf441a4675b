-- The few values of an indexed column, one look-up each.
with recursive g (v) as (
  select min(generation) from person_search where generation > 0
  union all
  select (select min(generation) from person_search where generation > g.v) from g where g.v is not null
)
select v from g where v is not null
