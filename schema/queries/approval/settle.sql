-- $1 journal rows, $2 request, $3 version, $4 now, $5..$8 messages. After lock_basis in the same transaction.
with upd as (
  update approval_request set state = 'approved', failure = '', version = version + 1, changed = $4::timestamptz
   where id = $2::uuid and version = $3::bigint and state in ('pending', 'approved') and expires > $4::timestamptz
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $4::timestamptz, u.due
    from unnest($5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
