select id, person, role, unit, starts, ends, reason, granted_by, created, revoked, revoked_by, version, purposes,
       delegated_from, request, seal
  from role_grant where revoked is null and seal is null and (ends is null or ends > $1)
 order by created, id
