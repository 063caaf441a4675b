-- $1 journal rows, $2 client, $3 unit, $4 employer, $5 now, $6 version of If-Match or null
with saved as (
  insert into scim_connection (client, unit, employer, created)
  select $2::uuid, $3::uuid, $4::text, $5::timestamptz
   where exists (select from unit where id = $3::uuid)
  on conflict (client) do update
    set unit = excluded.unit, employer = excluded.employer, version = scim_connection.version + 1
    where $6::bigint is null or scim_connection.version = $6::bigint
  returning version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from saved)
)
select version from saved
