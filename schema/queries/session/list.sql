-- $1 person, $2 now. Those ended within the last hour too: their tombstone may be missing.
select id, secret_hash, version, person, staff, acr, amr, auth_time, created, last_seen, expires, idle,
       user_agent, address_class, ended is not null, proofs, gap, place
  from session
 where person = $1::uuid and expires > $2::timestamptz
   and (ended is null or ended > $2::timestamptz - interval '1 hour')
 order by last_seen desc
