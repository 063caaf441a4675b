-- plan: custom
-- $1 generation, $2 tokens, $3 units or null, $4 limit. In no order: as many as are asked for are as good as any.
select s.person
  from person_search s
 where s.generation = $1::bigint and s.tokens @> $2::integer[]
   and ($3::uuid[] is null
        or exists (select from affiliation a
                    where a.person = s.person and a.superseded is null and a.unit = any ($3::uuid[])))
 limit $4::integer
