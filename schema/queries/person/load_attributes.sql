-- plan: generic
-- One row at least for a person with a key; attribute columns are null if none of the names has a value.
select k.wrapped, a.name, a.box, a.source, a.method, a.verifier, a.verified, a.recorded
  from person_key k
  left join attribute a on a.person = k.person and a.superseded is null
   and (cardinality($2::text[]) = 0 or a.name = any($2::text[]))
 where k.person = $1::uuid
 order by a.name
