-- plan: custom
-- $1 person, $2 after, $3 limit, $4 now
select id, person, acr, created, last_seen, expires, user_agent, address_class, place
  from session
 where ended is null and expires > $4::timestamptz and lapses > $4::timestamptz
   and ($1::uuid is null or person = $1::uuid)
   and ($2::uuid is null or id > $2::uuid)
 order by id limit $3::integer
