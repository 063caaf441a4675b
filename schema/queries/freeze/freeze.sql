-- $1 journal rows, $2 person, $3 by, $4 until or null, $5 now, $6 notice or null, $7 authenticator or null,
-- $8 case, $9 step, $10 kind of the notice, $11..$14 messages (id, kind, payload, due).
-- The person's row is locked first: of parallel ones each sees what the other did, and a sign-in under way either
-- finds the person frozen or is found by the message that ends sessions. Without a notice only an active person is
-- frozen; a notice, once, also takes over what was frozen, from now on, so that a recovery begun meanwhile is void too,
-- and leaves a suspended person suspended. The caller locks the person first too: a recovery that is requested at the
-- same time is seen.
with who as (
  select id, state from person where id = $2::uuid and state in ('active', 'frozen', 'suspended') for update
), used as (
  update notice set repudiated = $5::timestamptz
   where id = $6::uuid and person = $2::uuid and repudiated is null and token_expires > $5::timestamptz
     and exists (select 1 from who)
  returning id
), go as (
  select id from who where ($6::uuid is null and state = 'active') or exists (select 1 from used)
), changed as (
  update person p
     set state = 'frozen', frozen = $5::timestamptz, frozen_until = $4::timestamptz,
         frozen_by = $3::text, changed = $5::timestamptz, version = p.version + 1
    from go where p.id = go.id and p.state in ('active', 'frozen')
  returning p.id
), overtaken as (
  -- Also of a suspended person: what was under way before proves nothing, whenever the freeze is lifted.
  update recovery set state = 'cancelled', due = null, reason = 'frozen', entered = $5::timestamptz,
         version = version + 1
   where person = $2::uuid and state in ('waiting', 'ready', 'binding') and exists (select 1 from go)
), suspended as (
  update authenticator set state = 'suspended'
   where id = $7::uuid and person = $2::uuid and state = 'active' and exists (select 1 from go)
  returning id
), ended as (
  -- Refresh tokens are refused from here on; access tokens once the message has marked their grants in Redis.
  update oauth_grant set revoked = $5::timestamptz, reason = 'frozen'
   where person = $2::uuid and revoked is null and exists (select 1 from go)
), opened as (
  insert into account_case (id, person, opened)
  select $8::uuid, $2::uuid, $5::timestamptz from used
      on conflict (person) where closed is null do update set opened = account_case.opened
  returning id
), step as (
  insert into account_case_step (id, account_case, time, action, notice, notice_kind, authenticator)
  select $9::uuid, opened.id, $5::timestamptz, 'reported', $6::uuid, $10::text, (select id from suspended) from opened
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from go)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $5::timestamptz, u.due, $2::uuid
    from unnest($11::uuid[], $12::text[], $13::bytea[], $14::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from go)
)
select id from go
