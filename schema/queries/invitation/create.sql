-- $1 journal rows, $2 id, $3 bootstrap, $4 code hash, $5 contact, $6 employer, $7 unit, $8 post,
-- $9 sponsor, $10 starts, $11 ends, $12 locale, $13 invited by, $14 now, $15 expires, $16..$19 messages
with made as (
  insert into invitation (id, bootstrap, code_hash, contact, employer, unit, post, sponsor, starts, ends,
                          locale, invited_by, created, expires)
  values ($2::uuid, $3::boolean, $4::bytea, $5::bytea, $6::text, $7::uuid, $8::text, $9::uuid,
          $10::timestamptz, $11::timestamptz, $12::text, $13::uuid, $14::timestamptz, $15::timestamptz)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[])
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $14::timestamptz, u.due, $2::uuid
    from unnest($16::uuid[], $17::text[], $18::bytea[], $19::timestamptz[]) as u (id, kind, payload, due)
)
select id from made
