select id, from_state, event, to_state, who, officer, reasons, rule_version, at
  from application_step where application = $1::uuid order by id
