select id, created, expires, revoked from scim_token where client = $1::uuid order by created desc limit 50
