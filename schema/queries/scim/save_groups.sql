-- $1 journal rows, $2 client, $3 roles, $4 fresh ids, $5 now, $6 who opens them or null. The grants of a group that goes end with it.
with j as (
  insert into journal_event select * from unnest($1::journal_row[])
), gone as (
  select id from scim_group where client = $2::uuid and role <> all ($3::text[])
), ended as (
  update role_grant set revoked = $5::timestamptz, revoked_by = $2::uuid, revoke_reason = 'group_closed', seal = null,
         version = version + 1
   where revoked is null
     and id in (select m.role_grant from scim_member m join gone on gone.id = m.scim_group)
), dropped as (
  delete from scim_group where id in (select id from gone)
)
insert into scim_group (id, client, role, created, changed, opened_by)
select r.id, $2::uuid, r.role, $5::timestamptz, $5::timestamptz, $6::uuid
  from unnest($3::text[], $4::uuid[]) as r (role, id)
on conflict (client, role) do nothing
