-- $1 journal rows, $2 request, $3 its version, $4 approver, $5 verdict, $6 reason, $7 authenticator, $8 client data,
-- $9 authenticator data, $10 signature, $11 key box, $12 now, $13 sign count, $14..$17 messages. WebAuthn 7.2 step 22:
-- a counter in use must have grown since.
with request as (
  update approval_request
     set version = version + 1, changed = $12::timestamptz,
         state = case when $5::text = 'refuse' then 'refused' else state end,
         ended = case when $5::text = 'refuse' then $12::timestamptz end
   where id = $2::uuid and version = $3::bigint and state in ('pending', 'approved') and expires > $12::timestamptz
     and not exists (select from approval where request = $2::uuid and approver = $4::uuid)
     and exists (select from authenticator
                  where id = $7::uuid and person = $4::uuid and state = 'active'
                    and ((sign_count = 0 and $13::bigint = 0) or sign_count < $13::bigint))
  returning id
), used as (
  update authenticator set sign_count = $13::bigint, last_used = $12::timestamptz
   where id = $7::uuid and exists (select from request)
), given as (
  insert into approval (request, approver, verdict, reason, authenticator, client_data, authenticator_data, signature,
                        key_box, signed)
  select id, $4::uuid, $5::text, $6::text, $7::uuid, $8::bytea, $9::bytea, $10::bytea, $11::bytea, $12::timestamptz
    from request
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from request)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $12::timestamptz, u.due
    from unnest($14::uuid[], $15::text[], $16::bytea[], $17::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from request)
)
select id from request
