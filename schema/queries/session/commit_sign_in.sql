-- plan: generic
-- The outcome of a sign-in, at once: authenticators used, session made or rotated, event.
-- $1 journal rows, $2 now, $3..$5 authenticators that were used (id, counter, 'true'/'false'/'' backup state),
-- $6 id, $7 secret hash, $8 person, $9 staff, $10 acr, $11 amr, $12 auth_time, $13 created, $14 expires,
-- $15 idle, $16 user agent, $17 address class, $18 proofs, $19 place,
-- $20..$23 messages (id, kind, payload, due).
-- Codes are taken by compare and set under the rows' locks: of parallel tries with one code one gets through; a sign
-- count in use has to grow (WebAuthn 7.2 step 22), a negative one is not compared. The
-- person is locked, so that leaving the active state either comes first or finds the session.
with active as (
  select id from person where id = $8::uuid and state = 'active' for share
), locked as materialized (
  select a.id, a.kind, a.last_step, a.used_codes, a.sign_count, u.counter, u.backed_up
    from authenticator a
    join unnest($3::uuid[], $4::bigint[], $5::text[]) as u (id, counter, backed_up) on u.id = a.id
   where a.person = $8::uuid and a.state = 'active' and exists (select 1 from active)
   order by a.id for update of a
), fits as (
  select count(*) = cardinality($3::uuid[])
         and coalesce(bool_and(case kind when 'totp' then last_step is null or last_step < counter
                                         when 'lookup_codes' then (used_codes >> counter::integer) & 1 = 0
                                         when 'passkey' then counter > sign_count or greatest(counter, sign_count) = 0
                                                             or counter < 0
                                         else true end), true) as ok
    from locked
), used as (
  update authenticator a
     set consecutive_failures = 0, last_used = $2::timestamptz,
         last_step = case when l.kind = 'totp' then l.counter else a.last_step end,
         used_codes = case when l.kind = 'lookup_codes' then a.used_codes | (1::bigint << l.counter::integer)
                           else a.used_codes end,
         sign_count = case when l.kind = 'passkey' then greatest(a.sign_count, l.counter) else a.sign_count end,
         characteristics = case when l.backed_up = '' then a.characteristics
                                else a.characteristics || jsonb_build_object('backed_up', l.backed_up::boolean) end
    from locked l
   where a.id = l.id and (select ok from fits)
  returning a.id
), saved as (
  insert into session (id, secret_hash, person, staff, acr, amr, auth_time, created, last_seen, expires, lapses, idle,
                       user_agent, address_class, proofs, place)
  select $6::uuid, $7::bytea, $8::uuid, $9::boolean, $10::text, $11::text[], $12::timestamptz, $13::timestamptz,
         $2::timestamptz, $14::timestamptz,
         least($14::timestamptz, $2::timestamptz + $15::integer * interval '1 second' * 13 / 12), $15::integer, $16::text,
         $17::text, $18::jsonb, $19::text
    from active
   where (select ok from fits) and (select count(*) from used) = cardinality($3::uuid[])
  on conflict (id) do update
    set secret_hash = excluded.secret_hash, version = session.version + 1, staff = excluded.staff,
        acr = excluded.acr, amr = excluded.amr, auth_time = excluded.auth_time, last_seen = excluded.last_seen,
        expires = excluded.expires, lapses = excluded.lapses, idle = excluded.idle, user_agent = excluded.user_agent,
        address_class = excluded.address_class, proofs = excluded.proofs, gap = 0, place = excluded.place
    where session.person = excluded.person and session.ended is null
  returning version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from saved)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $2::timestamptz, u.due, $8::uuid
    from unnest($20::uuid[], $21::text[], $22::bytea[], $23::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from saved)
)
select version, (select count(*) from session
                  where person = $8::uuid and expires > $2::timestamptz and lapses > $2::timestamptz
                    and ended is null and id <> $6::uuid)
  from saved
