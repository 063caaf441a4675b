-- $1 generation wanted, $2 names, $3 how many persons
with due as (
  (select person, mark from person_search where due order by person limit $3::integer)
  union
  (select person, mark from person_search where generation < $1::bigint limit $3::integer)
  union
  (select person, mark from person_search where generation > $1::bigint limit $3::integer)
  limit $3::integer
)
select d.person, d.mark, k.wrapped, a.name, a.box
  from due d
  left join person_key k on k.person = d.person
  left join attribute a on a.person = k.person and a.superseded is null and a.name = any ($2::text[])
 order by d.person
