-- $1 now, $2 how many. The next persons of the pass: who has no row gets one, who changed since is due. A pass is made
-- once a day, because a node of the release before writes no rows.
with place as (
  select case when done is null then passed end as passed
    from person_search_state where done is null or done < $1::timestamptz - interval '1 day'
     for update
), step as materialized (
  -- Of one value and not of a join, which walked all of the table in search of a pass that is not due.
  select p.id, p.changed from person p
   where p.id > (select coalesce(passed, '00000000-0000-0000-0000-000000000000') from place)
   order by p.id limit $2::integer
), rows as (
  insert into person_search (person)
  select s.id from step s join person_key k on k.person = s.id
  on conflict (person) do nothing
), old as (
  -- An array is expected to be short, and therefore looked up by the index whatever the plan is made for.
  update person_search x set due = true
   where x.person = any (array(select id from step)) and x.generation > 0 and not x.due
     and x.made < (select changed from person p where p.id = x.person)
)
update person_search_state t
   set passed = (select id from step order by id desc limit 1),
       done = case when (select count(*) from step) < $2::integer then $1::timestamptz end
 where exists (select from place)
returning t.done is null
