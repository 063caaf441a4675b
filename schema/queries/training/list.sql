select id, person, course, completed, expires, recorded_by, recorded
  from training where person = $1 order by id desc limit 200
