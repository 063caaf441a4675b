-- $1 person, $2 ids (all if empty), $3 now
update notice set read = $3::timestamptz
 where person = $1::uuid and read is null and (cardinality($2::uuid[]) = 0 or id = any($2::uuid[]))
