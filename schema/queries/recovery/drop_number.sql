-- $1 journal rows, $2 person, $3 now, $4..$7 messages (id, kind, payload, due)
with upd as (
  delete from code_number where person = $2::uuid returning person
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $3::timestamptz, u.due, $2::uuid
    from unnest($4::uuid[], $5::text[], $6::bytea[], $7::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select person from upd
