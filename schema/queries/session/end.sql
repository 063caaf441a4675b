-- $1 journal rows, $2 session, $3 person, $4 now, $5 reason, $6..$9 messages (id, kind, payload, due)
with upd as (
  update session set ended = $4::timestamptz, end_reason = $5::text
   where id = $2::uuid and person = $3::uuid and ended is null
  returning id
), grants as (
  -- Refresh tokens outlive a session; with a device that is lost they end too.
  update oauth_grant set revoked = $4::timestamptz, reason = $5::text
   where session = $2::uuid and revoked is null and $5::text = 'authenticator_lost' and exists (select 1 from upd)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $4::timestamptz, u.due
    from unnest($6::uuid[], $7::text[], $8::bytea[], $9::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
