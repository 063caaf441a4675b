-- plan: generic
select id, secret_hash, version, person, staff, acr, amr, auth_time, created, last_seen, expires, idle,
       user_agent, address_class, ended is not null, proofs, gap, place
  from session where id = $1::uuid
