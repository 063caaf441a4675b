-- $1 journal rows, $2 id, $3 person, $4 now, $5..$8 messages (id, kind, payload, due). What was asked of the
-- contact ends too.
with upd as (
  update recovery_contact set ended = $4::timestamptz, box = ''
   where id = $2::uuid and person = $3::uuid and ended is null returning id
), codes as (
  update issued_code set used = $4::timestamptz
   where contact = (select id from upd) and used is null
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $4::timestamptz, u.due, $3::uuid
    from unnest($5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
