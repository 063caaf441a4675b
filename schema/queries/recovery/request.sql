-- $1 journal rows, $2 id, $3 person, $4 state, $5 proofs, $6 password, $7 second factor, $8 secret hash or null,
-- $9 now, $10 due, $11 officer or null, $12..$15 messages (id, kind, payload, due).
-- Without a secret it does not wait, which only an active person may, or one of whom staff ask for a new password: one
-- that was frozen meanwhile may not.
with may as (
  select id from person
   where id = $3::uuid and ($8::bytea is not null or state = 'active' or state = 'frozen' and frozen_by = 'staff' and needs_reset)
), old as (
  update recovery set state = 'cancelled', due = null, reason = 'replaced', entered = $9::timestamptz,
         version = version + 1
   where person = (select id from may) and state in ('waiting', 'ready', 'binding')
  returning id
), ins as (
  insert into recovery (id, person, state, proofs, password, second_factor, secret, requested, entered, due, officer)
  select $2::uuid, $3::uuid, $4::text, $5::text[], $6::boolean, $7::boolean, $8::bytea, $9::timestamptz,
         $9::timestamptz, $10::timestamptz, $11::uuid
   where (select count(*) from old) >= 0 and exists (select 1 from may)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ins)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $9::timestamptz, u.due, $3::uuid
    from unnest($12::uuid[], $13::text[], $14::bytea[], $15::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from ins)
)
select id from ins
