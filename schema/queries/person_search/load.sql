-- $1 persons, $2 names
select k.person, 0, k.wrapped, a.name, a.box
  from unnest($1::uuid[]) as u (person)
  join person_key k on k.person = u.person
  left join attribute a on a.person = k.person and a.superseded is null and a.name = any ($2::text[])
 order by k.person
