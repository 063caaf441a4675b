-- $1 now. A review that was given in time and waits for its approvers is not overdue.
select id, actor, actor_unit, session, role_grant, permissions, unit, subject, reason, opened, ends,
       proof_authenticator, proof_at, seal, ended, review_due, reviewer, verdict, findings, reviewed, suspended
  from break_glass b
 where reviewed is null and suspended is null and review_due <= $1::timestamptz
   and not exists (select 1 from approval_request r
                    where r.kind = 'break_glass' and r.subject = b.id::text and r.state in ('pending', 'approved')
                      and r.created <= b.review_due and r.expires > $1::timestamptz)
 order by review_due limit 100
