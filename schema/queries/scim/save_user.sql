-- $1 journal rows, $2 id, $3 client, $4 unit, $5 person, $6 active, $7 box or null, $8 now, $9 version before,
-- $10 fingerprint kinds, $11 values, $12 user names under every key, $13..$16 messages (id, kind, payload, due)
with taken as (
  select 1 from scim_fingerprint
   where client = $3::uuid and kind = 'user_name' and value = any ($12::bytea[]) and scim_user <> $2::uuid
), saved as (
  insert into scim_user (id, client, unit, person, active, box, created, changed, deleted)
  select $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::boolean, $7::bytea, $8::timestamptz, $8::timestamptz,
         case when $7::bytea is null then $8::timestamptz end
   where not exists (select from taken)
  on conflict (id) do update
    set unit = excluded.unit, person = excluded.person, active = excluded.active, box = excluded.box,
        changed = excluded.changed, version = scim_user.version + 1,
        deleted = excluded.deleted
    where scim_user.client = $3::uuid and scim_user.version = $9::bigint and scim_user.deleted is null
  returning id, version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from saved)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select o.id, o.kind, o.payload, $8::timestamptz, o.due
    from unnest($13::uuid[], $14::text[], $15::bytea[], $16::timestamptz[]) as o (id, kind, payload, due)
   where exists (select from saved)
), gone as (
  delete from scim_fingerprint
   where scim_user = (select id from saved)
     and not exists (select from unnest($10::text[], $11::bytea[]) as f (kind, value)
                      where f.kind = scim_fingerprint.kind and f.value = scim_fingerprint.value)
), fresh as (
  insert into scim_fingerprint (scim_user, client, kind, value)
  select distinct saved.id, $3::uuid, f.kind, f.value
    from saved, unnest($10::text[], $11::bytea[]) as f (kind, value)
  on conflict on constraint scim_fingerprint_key do nothing
)
select exists (select from taken), (select version from saved)
