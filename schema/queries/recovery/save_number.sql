-- $1 journal rows, $2 person, $3 box, $4 now, $5..$8 messages (id, kind, payload, due), $9 fingerprint,
-- $10 the same under every key, $11 how many accounts may share a number
with upd as (
  insert into code_number (person, box, fingerprint, validated)
  select $2::uuid, $3::bytea, $9::bytea, $4::timestamptz
   where (select count(*) from code_number
           where fingerprint = any($10::bytea[]) and person <> $2::uuid) < $11::integer
      on conflict (person) do update
     set box = excluded.box, fingerprint = excluded.fingerprint, validated = excluded.validated
  returning person
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $4::timestamptz, u.due, $2::uuid
    from unnest($5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select person from upd
