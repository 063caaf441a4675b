select id, purpose, reference, person, assignee, unit, opened_by, opened, closes, reason, closed, closed_by, version
  from work_case where id = $1
