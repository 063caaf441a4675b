-- $1 journal rows, $2 person, $3 box, $4 now, $5..$8 messages (id, kind, payload, due)
with upd as (
  insert into notice_address (person, box, validated) values ($2::uuid, $3::bytea, $4::timestamptz)
      on conflict (person) do update set box = excluded.box, validated = excluded.validated
  returning person
), j as (
  insert into journal_event select * from unnest($1::journal_row[])
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $4::timestamptz, u.due, $2::uuid
    from unnest($5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[]) as u (id, kind, payload, due)
)
select person from upd
