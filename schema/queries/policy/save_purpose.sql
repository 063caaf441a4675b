-- $1 journal rows, $2 code, $3 title, $4 legal basis, $5 data classes, $6 the version it replaces, 0: new
with saved as (
  insert into purpose (code, title, legal_basis, data_classes)
  select $2::text, $3::text, $4::text, $5::text[]
   where $6::bigint = 0 or exists (select from purpose where code = $2::text)
  on conflict (code) do update
    set title = excluded.title, legal_basis = excluded.legal_basis, data_classes = excluded.data_classes,
        version = purpose.version + 1
    where purpose.version = $6::bigint
  returning version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from saved)
)
select version from saved
