-- $1 client, $2 record, $3 invitation
update scim_user set invitation = $3::uuid, version = version + 1
 where id = $2::uuid and client = $1::uuid and person is null and deleted is null
returning id
