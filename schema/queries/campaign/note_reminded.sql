-- $1 id, $2 reminders sent now, $3 now, $4..$7 messages (id, kind, payload, due)
with noted as (
  update campaign set reminded = $2::integer where id = $1::uuid and reminded < $2::integer and closed is null
  returning id
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $3::timestamptz, u.due
    from unnest($4::uuid[], $5::text[], $6::bytea[], $7::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from noted)
)
select id from noted
