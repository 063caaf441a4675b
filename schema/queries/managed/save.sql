-- $1 journal rows, $2 manager, $3 kind, $4 key, $5 object, $6 made, $7 fields, $8 now, $9 the version that it
-- replaces (0: none), $10 names of fields that other managers lose.
with saved as (
  insert into managed_object (manager, kind, key, object, made, fields, applied)
  select $2::text, $3::text, $4::text, $5::text, $6::boolean, $7::jsonb, $8::timestamptz
   where $9::bigint = 0
      or exists (select from managed_object where manager = $2 and kind = $3 and key = $4 and version = $9)
      on conflict (manager, kind, key) do update
     set object = excluded.object, made = excluded.made, fields = excluded.fields,
         applied = excluded.applied, version = managed_object.version + 1
   where managed_object.version = $9
  returning version
), taken as (
  update managed_object o
     set fields = o.fields - $10::text[], version = o.version + 1
   where o.kind = $3 and o.object = $5 and o.manager <> $2 and o.fields ?| $10::text[]
     and exists (select from saved)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from saved)
)
select version from saved
