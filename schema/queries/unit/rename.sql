with new as (
  update unit set name = $3, version = version + 1 where id = $2 and version = $4
  returning id, parent, name, created, version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id, parent, name, created, version from new
