-- plan: custom
-- $1 state, $2 whether only citizens, $3 after, $4 limit, $5 persons; null is any. The page is cut from the one table whose
-- index has the order, and what belongs to its persons is read after that.
select id, state, ial, citizen, locale, created, version, employer, unit, post, sponsor, starts, ends,
       frozen, frozen_until, frozen_by, hold, needs_reset, needs_reproof
  from person_row
 where id in (select id from person
               where ($1::text is null or state = $1::text)
                 and (not $2::boolean or citizen)
                 and ($3::uuid is null or id > $3::uuid)
                 and ($5::uuid[] is null or id = any ($5::uuid[]))
               order by id limit $4::integer)
 order by id
