-- $1 journal rows, $2 role grant, $3 now
with ended as (
  update role_grant set revoked = $3::timestamptz, revoke_reason = 'not reviewed', seal = null, version = version + 1
   where id = $2::uuid and revoked is null and review_by <= $3::timestamptz
  returning id
), items as (
  update campaign_item set verdict = 'lapsed', decided = $3::timestamptz
   where role_grant = (select id from ended) and decided is null
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ended)
)
select id from ended
