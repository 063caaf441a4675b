-- $1 journal rows, $2 request, $3 version, $4 whether the units above were told, else one reminder more, $5 now,
-- $6..$9 messages
with upd as (
  update approval_request
     set reminded = reminded + case when $4::boolean then 0 else 1 end, escalated = escalated or $4::boolean,
         version = version + 1
   where id = $2::uuid and version = $3::bigint and state = 'pending'
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $5::timestamptz, u.due
    from unnest($6::uuid[], $7::text[], $8::bytea[], $9::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
