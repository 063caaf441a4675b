-- plan: custom
-- As find, among the civil servants of some units: $4.
select s.person
  from affiliation a
  join person_search s on s.person = a.person
 where a.superseded is null and a.unit = any ($4::uuid[])
   and s.generation = $1::bigint and s.tokens @> $2::integer[]
 limit $3::integer
