select id, name, template::text, created, expires, uses, max_uses, revoked
  from initial_access_token where digest = $1::bytea
