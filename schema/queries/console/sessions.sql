-- plan: custom
-- $1 units or null, $2 person, $3 after, $4 limit, $5 now
select s.id, s.person, s.acr, s.created, s.last_seen, s.expires, s.user_agent, s.address_class, s.place
  from session s
 where s.ended is null and s.expires > $5::timestamptz and s.lapses > $5::timestamptz
   and ($2::uuid is null or s.person = $2::uuid)
   and ($3::uuid is null or s.id > $3::uuid)
   and ($1::uuid[] is null
        or exists (select from affiliation a
                    where a.person = s.person and a.superseded is null and a.unit = any ($1::uuid[])))
 order by s.id limit $4::integer
