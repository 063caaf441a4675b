-- $1 id, $2 days, $3 now, $4..$7 messages (id, kind, payload, due)
with told as (
  update training set told = $2 where id = $1 and (told is null or told > $2)
  returning id, person
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $3::timestamptz, u.due, told.person
    from told, unnest($4::uuid[], $5::text[], $6::bytea[], $7::timestamptz[]) as u (id, kind, payload, due)
)
select id from told
