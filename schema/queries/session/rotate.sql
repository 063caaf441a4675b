-- $1 session, $2 person, $3 hash of the new secret
update session set secret_hash = $3::bytea, version = version + 1
 where id = $1::uuid and person = $2::uuid and ended is null
returning id, secret_hash, version, person, staff, acr, amr, auth_time, created, last_seen, expires, idle,
          user_agent, address_class, false, proofs, gap, place
