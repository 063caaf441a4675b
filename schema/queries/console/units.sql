-- plan: custom
-- $1 visible or null, $2 beginning of the name, $3 parent, $4 after, $5 limit, $6 only
select id, parent, name, created, version
  from unit
 where ($1::uuid[] is null or id = any ($1::uuid[]))
   and ($2::text = '' or starts_with(lower(name), lower($2::text)))
   and ($3::uuid is null or parent = $3::uuid)
   and ($6::uuid is null or id = $6::uuid)
   and ($4::uuid is null or (name, id) > (select u.name, u.id from unit u where u.id = $4::uuid))
 order by name, id limit $5::integer
