-- $1 journal rows, $2 person, $3 locale, $4 now
with changed as (
  update person set locale = $3::text, changed = $4::timestamptz, version = version + 1
   where id = $2::uuid and locale <> $3::text and state not in ('closed', 'erased')
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from changed)
)
select id from changed
