-- plan: generic
-- $1 actor, $2 now
select b.id, b.actor, b.actor_unit, b.session, b.role_grant, b.permissions, b.unit, b.subject, b.reason, b.opened,
       b.ends, b.proof_authenticator, b.proof_at, b.seal, b.ended, b.review_due, b.reviewer, b.verdict, b.findings,
       b.reviewed, b.suspended,
       array(with recursive below (id) as (
               select b.unit
               union all
               select u.id from unit u join below x on u.parent = x.id)
             select id from below)
  from break_glass b
 where b.actor = $1::uuid and b.reviewed is null and b.ended is null and b.opened <= $2::timestamptz
   and b.ends > $2::timestamptz
