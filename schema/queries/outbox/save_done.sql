-- $1 id, $2 now, $3..$6 messages that follow from it (id, kind, payload, due). Twice is once.
with ended as (
  update outbox set done = $2::timestamptz, lease_until = null, payload = '', failure = null
   where id = $1::uuid and done is null
  returning id, about
)
insert into outbox (id, kind, payload, created, due, about)
select u.id, u.kind, u.payload, $2::timestamptz, u.due, ended.about
  from ended, unnest($3::uuid[], $4::text[], $5::bytea[], $6::timestamptz[]) as u (id, kind, payload, due)
    on conflict (id) do nothing
