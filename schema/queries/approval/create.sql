-- $1 journal rows, $2 id, $3 kind, $4 subject, $5 object, $6 hash, $7 seal, $8 requester or null, $9 beneficiary or
-- null, $10 unit, $11 needed, $12 pool, $13 reason, $14 created, $15 expires, $16..$19 messages
with ins as (
  insert into approval_request (id, kind, subject, object, object_hash, seal, requester, beneficiary, unit, needed,
                                pool, reason, created, expires, changed)
  values ($2::uuid, $3::text, $4::text, $5::text, $6::bytea, $7::bytea, $8::uuid, $9::uuid, $10::uuid, $11::integer,
          $12::integer, $13::text, $14::timestamptz, $15::timestamptz, $14::timestamptz)
  on conflict do nothing
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ins)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $14::timestamptz, u.due
    from unnest($16::uuid[], $17::text[], $18::bytea[], $19::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from ins)
)
select id from ins
