-- $1 journal rows, $2 role, $3 level, $4 now, $5 the version it replaces, 0: none is set
with saved as (
  insert into sign_in_level (role, least, changed)
  select name, $3::text, $4::timestamptz from role where name = $2::text
     and ($5::bigint = 0 or exists (select from sign_in_level where role = $2::text))
  on conflict (role) do update
    set least = excluded.least, changed = excluded.changed, version = sign_in_level.version + 1
    where sign_in_level.version = $5::bigint
  returning version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from saved)
)
select version from saved
