-- $1 journal rows, $2 person, $3 version, $4 now
with changed as (
  update person set changed = $4::timestamptz, version = version + 1
   where id = $2::uuid and version = $3::bigint and state not in ('closed', 'erased')
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from changed)
), old as (
  update affiliation set superseded = $4::timestamptz
   where person = (select id from changed) and superseded is null
)
select id from changed
