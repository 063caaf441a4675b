-- $1 journal rows, $2 request, $3 version, $4 state or '' (it stays), $5 failure, $6 now, $7..$10 messages
with upd as (
  update approval_request
     set state = coalesce(nullif($4::text, ''), state), failure = $5::text, version = version + 1,
         changed = $6::timestamptz, ended = case when $4::text <> '' then $6::timestamptz end
   where id = $2::uuid and version = $3::bigint and state in ('pending', 'approved')
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $6::timestamptz, u.due
    from unnest($7::uuid[], $8::text[], $9::bytea[], $10::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
