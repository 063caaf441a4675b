-- $1 generation, $2 now, $3..$5 persons, marks, tokens. What changed meanwhile stays due.
update person_search s
   set generation = $1::bigint, tokens = u.tokens::integer[], made = $2::timestamptz, due = s.mark <> u.mark
  from unnest($3::uuid[], $4::bigint[], $5::text[]) as u (person, mark, tokens)
 where s.person = u.person
