-- $1 state or '', $2 open only, $3 who asked or for whom it is, or null, $4 not of this person or null, $5 not decided by or null,
-- $6 units or null for all, $7 after or null, $8 limit. Newest first: ids are version 7.
select id, kind, state, subject, object, object_hash, seal, requester, beneficiary, unit, needed, pool, reason,
       created, expires, ended, failure, reminded, escalated, version
  from approval_request r
 where ($1::text = '' or state = $1::text)
   and (not $2::boolean or state in ('pending', 'approved'))
   and ($3::uuid is null or requester = $3::uuid or beneficiary = $3::uuid)
   and ($4::uuid is null or (requester is distinct from $4::uuid and beneficiary is distinct from $4::uuid))
   and ($5::uuid is null or not exists (
         select from approval a where a.request = r.id and a.approver = $5::uuid))
   and ($6::uuid[] is null or unit = any ($6::uuid[]))
   and ($7::uuid is null or id < $7::uuid)
 order by id desc
 limit $8::integer
