-- $1 journal rows, $2 id, $3 person, $4 kind, $5 contact or null, $6 box or null, $7 mac, $8 now, $9 expires,
-- $10 since when, $11 at most, $12..$15 messages (id, kind, payload, due).
with ins as (
  insert into issued_code (id, person, kind, contact, box, mac, issued, expires)
  select $2::uuid, $3::uuid, $4::text, $5::uuid, $6::bytea, $7::bytea, $8::timestamptz, $9::timestamptz
   where (select count(*) from issued_code
           where person = $3::uuid and kind = $4::text and contact is not distinct from $5::uuid
             and issued > $10::timestamptz) < $11::integer
      on conflict (id) do nothing
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ins)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $8::timestamptz, u.due, $3::uuid
    from unnest($12::uuid[], $13::text[], $14::bytea[], $15::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from ins)
)
select id from ins
