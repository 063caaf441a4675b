-- plan: custom
select id, person, role, unit, starts, ends, reason, granted_by, created, revoked, revoked_by, version, purposes,
       delegated_from, request, seal
  from role_grant
 where ($1::uuid is null or person = $1)
   and ($2 = '' or role = $2)
   and ($3::uuid is null or unit = $3)
   and ($4::uuid[] is null or unit = any ($4::uuid[]))
   and (not $5::boolean or (revoked is null and starts <= $6 and (ends is null or ends > $6)))
   and ($7::uuid is null or id > $7)
 order by id
 limit $8
