select id, kind, state, subject, object, object_hash, seal, requester, beneficiary, unit, needed, pool, reason,
       created, expires, ended, failure, reminded, escalated, version
  from approval_request where id = $1::uuid
