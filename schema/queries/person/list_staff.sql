-- plan: custom
-- $1 state, $2 whether only citizens too, $3 after, $4 limit, $5 persons, $6 unit, $7 units; null is any. Civil servants, who
-- are few: their own index has the order.
select p.id, p.state, p.ial, p.citizen, p.locale, p.created, p.version, a.employer, a.unit, a.post,
       a.sponsor, a.starts, a.ends, p.frozen, p.frozen_until, p.frozen_by, p.hold, p.needs_reset,
       p.needs_reproof
  from affiliation a
  join person p on p.id = a.person
 where a.superseded is null
   and ($1::text is null or p.state = $1::text)
   and (not $2::boolean or p.citizen)
   and ($3::uuid is null or a.person > $3::uuid)
   and ($5::uuid[] is null or a.person = any ($5::uuid[]))
   and ($6::uuid is null or a.unit = $6::uuid)
   and ($7::uuid[] is null or a.unit = any ($7::uuid[]))
 order by a.person limit $4::integer
