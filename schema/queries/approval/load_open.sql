-- $1 now. Open requests of which something may be due; those that enough have signed and that were left alone for a
-- minute.
select id, kind, state, subject, object, object_hash, seal, requester, beneficiary, unit, needed, pool, reason,
       created, expires, ended, failure, reminded, escalated, version
  from approval_request
 where state in ('pending', 'approved')
   and (expires <= $1::timestamptz
        or (failure = '' and changed < $1::timestamptz - interval '1 minute'
            and needed <= (select count(*) from approval a
                            where a.request = approval_request.id and a.verdict = 'approve'))
        or (state = 'pending'
            and ((not escalated and $1::timestamptz >= created + (expires - created) * 0.8)
                 or (reminded = 0 and $1::timestamptz >= created + interval '2 days')
                 or (reminded = 1 and $1::timestamptz >= created + interval '5 days'))))
 order by id limit 100
