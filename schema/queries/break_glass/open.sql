-- $1 journal rows, $2 id, $3 actor, $4 session, $5 role grant, $6 permissions, $7 unit, $8 subject, $9 reason,
-- $10 opened, $11 ends, $12 proof authenticator, $13 its time, $14 seal, $15 review due, $16..$19 messages (id, kind, payload, due)
with opened as (
  insert into break_glass (id, actor, actor_unit, session, role_grant, permissions, unit, subject, reason, opened, ends,
                           proof_authenticator, proof_at, seal, review_due)
  select $2::uuid, $3::uuid, a.unit, $4::uuid, $5::uuid, $6::text[], $7::uuid, $8::uuid, $9::text, $10::timestamptz,
         $11::timestamptz, $12::uuid, $13::timestamptz, $14::bytea, $15::timestamptz
    from affiliation a join role_grant g on g.id = $5::uuid and g.person = $3::uuid and g.revoked is null
   where a.person = $3::uuid and a.superseded is null
      on conflict do nothing
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from opened)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $10::timestamptz, u.due
    from unnest($16::uuid[], $17::text[], $18::bytea[], $19::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from opened)
)
select id from opened
