-- $1 journal rows, $2 unit, $3 person or null, $4 by, $5 now
with gone as (
  delete from unit_reviewer where unit = $2::uuid and $3::uuid is null returning unit
), placed as (
  insert into unit_reviewer (unit, person, set_by, changed)
  select u.id, p.id, $4::uuid, $5::timestamptz from unit u, person_row p
   where u.id = $2::uuid and p.id = $3::uuid and p.state = 'active' and p.starts <= $5::timestamptz
     and (p.ends is null or p.ends > $5::timestamptz)
      on conflict (unit) do update set person = excluded.person, set_by = excluded.set_by, changed = excluded.changed
  returning unit
), done as (
  select unit from gone union all select unit from placed
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from done)
)
select unit from done
