-- $1 now, $2..$5 messages (id, kind, payload, due). For messages whose cause is not a row of ours.
insert into outbox (id, kind, payload, created, due)
select u.id, u.kind, u.payload, $1::timestamptz, u.due
  from unnest($2::uuid[], $3::text[], $4::bytea[], $5::timestamptz[]) as u (id, kind, payload, due)
    on conflict (id) do nothing
