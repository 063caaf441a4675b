-- $1 journal rows, $2 authenticator or null (nobody has this login), $3 now, $4 number of failures in a row at which
-- the messages are written, $5..$8 messages (id, kind, payload, due)
with j as (
  insert into journal_event select * from unnest($1::journal_row[])
), failed as (
  update authenticator set consecutive_failures = consecutive_failures + 1 where id = $2::uuid
  returning person, consecutive_failures
)
insert into outbox (id, kind, payload, created, due, about)
select u.id, u.kind, u.payload, $3::timestamptz, u.due, failed.person
  from failed, unnest($5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[]) as u (id, kind, payload, due)
 where failed.consecutive_failures = $4::integer
