select client from scim_token
 where digest = $1::bytea and revoked is null and expires > $2::timestamptz
