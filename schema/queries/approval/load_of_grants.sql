-- plan: generic
-- $1 ids of role grants, as texts
select id, kind, state, subject, object, object_hash, seal, requester, beneficiary, unit, needed, pool, reason,
       created, expires, ended, failure, reminded, escalated, version
  from approval_request where kind = 'role_grant' and subject = any ($1::text[])
