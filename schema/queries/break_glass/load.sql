select id, actor, actor_unit, session, role_grant, permissions, unit, subject, reason, opened, ends,
       proof_authenticator, proof_at, seal, ended, review_due, reviewer, verdict, findings, reviewed, suspended
  from break_glass where id = $1::uuid
