select client from scim_connection where client = $1::uuid for update
