select id, time, action, actor, notice_kind, authenticator, note from account_case_step
 where account_case = $1::uuid order by time, id limit 500
