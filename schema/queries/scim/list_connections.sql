-- $1 units or null for all, $2 the client before or null, $3 limit
select client, unit, employer, created, version
  from scim_connection
 where ($1::uuid[] is null or unit = any ($1::uuid[]))
   and ($2::uuid is null or client > $2::uuid)
 order by client
 limit $3::integer
