-- plan: generic
-- The outcome of a sign-in, at once: authenticators used, session made or rotated, event.
-- $1 journal rows, $2 now, $3 password authenticator or null, $4 TOTP authenticator or null, $5 its step,
-- $6 id, $7 secret hash, $8 person, $9 staff, $10 acr, $11 amr, $12 auth_time, $13 created, $14 expires,
-- $15 idle, $16 user agent, $17 address class.
-- The time step is taken by compare and set: of parallel tries with one code one gets through. The person
-- is locked, so that leaving the active state either comes first or finds the session.
with active as (
  select id from person where id = $8::uuid and state = 'active' for share
), code as (
  update authenticator set last_step = $5::bigint, consecutive_failures = 0, last_used = $2::timestamptz
   where id = $4::uuid and person = $8::uuid and state = 'active' and (last_step is null or last_step < $5::bigint)
     and exists (select 1 from active)
  returning id
), password as (
  update authenticator set consecutive_failures = 0, last_used = $2::timestamptz
   where id = $3::uuid and person = $8::uuid and state = 'active' and exists (select 1 from active)
     and ($4::uuid is null or exists (select 1 from code))
  returning id
), saved as (
  insert into session (id, secret_hash, person, staff, acr, amr, auth_time, created, last_seen, expires, lapses, idle,
                       user_agent, address_class)
  select $6::uuid, $7::bytea, $8::uuid, $9::boolean, $10::text, $11::text[], $12::timestamptz, $13::timestamptz,
         $2::timestamptz, $14::timestamptz,
         least($14::timestamptz, $2::timestamptz + $15::integer * interval '1 second' * 13 / 12), $15::integer, $16::text, $17::text
    from active
   where ($4::uuid is null or exists (select 1 from code)) and ($3::uuid is null or exists (select 1 from password))
  on conflict (id) do update
    set secret_hash = excluded.secret_hash, version = session.version + 1, staff = excluded.staff,
        acr = excluded.acr, amr = excluded.amr, auth_time = excluded.auth_time, last_seen = excluded.last_seen,
        expires = excluded.expires, lapses = excluded.lapses, idle = excluded.idle, user_agent = excluded.user_agent,
        address_class = excluded.address_class
    where session.person = excluded.person and session.ended is null
  returning version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from saved)
)
select version, (select count(*) from session
                  where person = $8::uuid and expires > $2::timestamptz and lapses > $2::timestamptz
                    and ended is null and id <> $6::uuid)
  from saved
