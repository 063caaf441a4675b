-- $1 now
select id, secret_hash, version, person, staff, acr, amr, auth_time, created, last_seen, expires, idle,
       user_agent, address_class, false, proofs, gap, place
  from session where ended is null and lapses <= $1::timestamptz order by lapses limit 100
