update scim_member set role_grant = $3::uuid
 where scim_group = $1::uuid and scim_user = $2::uuid and role_grant is null
returning scim_user
