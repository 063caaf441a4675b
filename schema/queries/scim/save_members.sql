-- $1 journal rows, $2 client, $3 group, $4 version before, $5 added, $6 removed, $7 now
with changed as (
  update scim_group set version = version + 1, changed = $7::timestamptz
   where id = $3::uuid and client = $2::uuid and version = $4::bigint
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from changed)
), added as (
  insert into scim_member (scim_group, scim_user, added)
  select c.id, u.id, $7::timestamptz from changed c, scim_user u
   where u.id = any ($5::uuid[]) and u.client = $2::uuid and u.active and u.deleted is null
  on conflict do nothing
), gone as (
  delete from scim_member m using changed c
   where m.scim_group = c.id and m.scim_user = any ($6::uuid[])
  returning m.role_grant
), ended as (
  update role_grant set revoked = $7::timestamptz, revoked_by = $2::uuid, revoke_reason = 'left_group', seal = null,
         version = version + 1
   where id in (select role_grant from gone where role_grant is not null) and revoked is null
)
select id from changed
