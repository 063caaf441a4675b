select count(*) from scim_user where client = $1::uuid and deleted is null
