-- plan: custom
-- $1 state, $2 persona, $3 unit, $4 after, $5 limit, $6 persons, $7 units; null is any
select id, state, ial, citizen, locale, created, version, employer, unit, post, sponsor, starts, ends,
       frozen, frozen_until, frozen_by, hold, needs_reset, needs_reproof
  from person_row
 where ($1::text is null or state = $1::text)
   and ($2::text is null or ($2::text = 'citizen' and citizen) or ($2::text = 'staff' and employer is not null))
   and ($3::uuid is null or unit = $3::uuid)
   and ($4::uuid is null or id > $4::uuid)
   and ($6::uuid[] is null or id = any ($6::uuid[]))
   and ($7::uuid[] is null or unit = any ($7::uuid[]))
 order by id limit $5::integer
