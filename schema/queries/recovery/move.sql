-- $1 journal rows, $2 id, $3 version, $4 from, $5 to, $6 due or null, $7 now, $8 reason, $9..$12 messages (id, kind,
-- payload, due). Of parallel moves the first wins: a cancelled recovery completes nothing.
with upd as (
  update recovery set state = $5::text, due = $6::timestamptz, entered = $7::timestamptz, reason = $8::text,
         version = version + 1
   where id = $2::uuid and version = $3::bigint and state = $4::text
  returning id, person
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $7::timestamptz, u.due, upd.person
    from upd, unnest($9::uuid[], $10::text[], $11::bytea[], $12::timestamptz[]) as u (id, kind, payload, due)
)
select id from upd
