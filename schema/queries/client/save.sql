-- $1 journal rows, $2 id, $3 status, $4 profile, $5 name, $6 home_uri, $7 registration, $8 created,
-- $9 updated, $10 version it replaces (0: new), $11 secret id or null, $12 its digest, $13 when the other
-- secrets end or null, $14 namespace of its permissions or null, $15 those, $16 to $19 outbox messages. A new secret
-- also drops all but the newest of the others.
-- The version of the whole set is taken first and its row stays locked until the commit, so that who has
-- read a version has seen every change before it.
with bumped as (
  update client_version v set version = v.version + 1
   where ($10::bigint = 0 or exists (select 1 from client c where c.id = $2::uuid and c.version = $10::bigint))
     and not exists (select 1 from permission_namespace n
                      where $14::text is not null and (n.name = $14::text) <> (n.client = $2::uuid))
  returning v.version
), saved as (
  insert into client (id, status, profile, name, home_uri, registration, created, updated, version, changed)
  select $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::timestamptz, $9::timestamptz, 1,
         bumped.version
    from bumped
  on conflict (id) do update
    set status = excluded.status, profile = excluded.profile, name = excluded.name, home_uri = excluded.home_uri,
        registration = excluded.registration, updated = excluded.updated, version = client.version + 1,
        changed = excluded.changed
    where client.version = $10::bigint
  returning id, version
), good as (
  select id from saved where version = $10::bigint + 1
), cut as (
  update client_secret s
     set expires = case when s.id = (select id from client_secret where client = $2::uuid
                                      order by created desc, id limit 1)
                        then least(coalesce(s.expires, 'infinity'), $13::timestamptz)
                        else least(coalesce(s.expires, 'infinity'), $9::timestamptz) end
   where s.client = (select id from good) and $13::timestamptz is not null
), secret as (
  insert into client_secret (id, client, digest, created)
  select $11::uuid, id, $12::bytea, $9::timestamptz from good where $11::uuid is not null
), named as (
  insert into permission_namespace (name, client, created)
  select $14::text, id, $9::timestamptz from good
   where $14::text is not null and not exists (select 1 from permission_namespace n where n.name = $14::text)
), permitted as (
  insert into permission (name)
  select p from good, unnest($15::text[]) p on conflict (name) do nothing
), m as (
  insert into outbox (id, kind, payload, created, due)
  select o.id, o.kind, o.payload, $9::timestamptz, o.due
    from unnest($16::uuid[], $17::text[], $18::bytea[], $19::timestamptz[]) as o (id, kind, payload, due)
   where exists (select from good)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from good)
)
select id, pg_notify('tessera_clients', '') from good
