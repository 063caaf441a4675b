-- $1 journal rows, $2 campaign, $3 role grant, $4 verdict (kept or ended), $5 reason, $6 by, $7 now. A grant that was
-- revoked meanwhile, or whose time has passed, is not brought back.
with live as (
  select g.id from role_grant g
   where g.id = $3::uuid and g.revoked is null and (g.review_by is null or g.review_by > $7::timestamptz)
   for update
), decided as (
  update campaign_item set verdict = $4::text, reason = $5::text, decided_by = $6::uuid, decided = $7::timestamptz
   where campaign = $2::uuid and role_grant = (select id from live) and decided is null
  returning role_grant
), kept as (
  update role_grant set review_by = null, version = version + 1
   where id = (select role_grant from decided) and $4::text = 'kept'
), ended as (
  update role_grant set revoked = $7::timestamptz, revoked_by = $6::uuid, revoke_reason = $5::text, seal = null,
         version = version + 1
   where id = (select role_grant from decided) and $4::text = 'ended'
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from decided)
)
select role_grant from decided
