-- plan: custom
-- As sessions, of the civil servants of some units: $5.
select s.id, s.person, s.acr, s.created, s.last_seen, s.expires, s.user_agent, s.address_class, s.place
  from affiliation a
  join session s on s.person = a.person
 where a.superseded is null and a.unit = any ($5::uuid[])
   and s.ended is null and s.expires > $4::timestamptz and s.lapses > $4::timestamptz
   and ($1::uuid is null or s.person = $1::uuid)
   and ($2::uuid is null or s.id > $2::uuid)
 order by s.id limit $3::integer
