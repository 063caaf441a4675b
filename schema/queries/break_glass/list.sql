-- $1 units or null, $2 only those that wait for a review, $3 of this actor or null, $4 after or null, $5 limit;
-- newest first
select id, actor, actor_unit, session, role_grant, permissions, unit, subject, reason, opened, ends,
       proof_authenticator, proof_at, seal, ended, review_due, reviewer, verdict, findings, reviewed, suspended
  from break_glass
 where ($1::uuid[] is null or unit = any ($1::uuid[])) and (not $2::boolean or reviewed is null)
   and ($3::uuid is null or actor = $3::uuid)
   and ($4::uuid is null or (opened, id) < (select opened, id from break_glass where id = $4::uuid))
 order by opened desc, id desc limit $5::integer
