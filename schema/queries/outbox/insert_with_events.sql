-- $1 journal rows, $2 now, $3..$6 messages (id, kind, payload, due)
with j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
insert into outbox (id, kind, payload, created, due)
select u.id, u.kind, u.payload, $2::timestamptz, u.due
  from unnest($3::uuid[], $4::text[], $5::bytea[], $6::timestamptz[]) as u (id, kind, payload, due)
    on conflict (id) do nothing
