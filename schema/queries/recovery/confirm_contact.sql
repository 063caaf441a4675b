-- $1 journal rows, $2 id, $3 now, $4..$7 messages (id, kind, payload, due)
with upd as (
  update recovery_contact set confirmed = $3::timestamptz
   where id = $2::uuid and confirmed is null and ended is null returning id, person
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $3::timestamptz, u.due, upd.person
    from upd, unnest($4::uuid[], $5::text[], $6::bytea[], $7::timestamptz[]) as u (id, kind, payload, due)
)
select id from upd
