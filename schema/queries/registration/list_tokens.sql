select id, name, template::text, created, expires, uses, max_uses, revoked
  from initial_access_token order by created desc, id limit 500
