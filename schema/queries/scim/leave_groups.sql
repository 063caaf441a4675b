-- $1 record: whoever leaves or comes back is in no group.
with gone as (
  delete from scim_member where scim_user = $1::uuid returning scim_group
)
update scim_group set version = version + 1 where id in (select scim_group from gone)
