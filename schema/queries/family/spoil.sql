-- A code that was seen twice. If it is known to have been issued ($6), a row is made that the first
-- redemption, should it still be under way, will trip over.
-- Says whether this call did it, or another one within the last hour: its mark in Redis may be missing.
-- $1 journal rows, $2 id, $3 client, $4 code hash, $5 now, $6 known
with upd as (
  update oauth_grant set revoked = $5::timestamptz, reason = 'code_reused'
   where id = $2::uuid and client = $3::uuid and code_hash = $4::bytea and revoked is null
  returning id
), ins as (
  insert into oauth_grant (id, client, code_hash, auth_time, created, expires, revoked, reason)
  select $2::uuid, $3::uuid, $4::bytea, $5::timestamptz, $5::timestamptz, $5::timestamptz, $5::timestamptz,
         'code_reused'
   where $6::boolean and not exists (select 1 from oauth_grant where id = $2::uuid)
  on conflict (id) do update set revoked = coalesce(oauth_grant.revoked, excluded.revoked),
                                 reason = coalesce(oauth_grant.reason, excluded.reason)
    where oauth_grant.code_hash = excluded.code_hash and oauth_grant.client = excluded.client
  returning id
), hit as (
  select id from upd union all select id from ins
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from hit)
)
select id, true from hit
union all
select id, false from oauth_grant
 where id = $2::uuid and client = $3::uuid and code_hash = $4::bytea
   and revoked >= $5::timestamptz - interval '1 hour'
   and not exists (select 1 from hit)
