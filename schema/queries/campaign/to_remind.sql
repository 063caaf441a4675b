-- $1 due before, $2 reminders sent so far at most
select c.id, c.name, c.kind, c.started_by, c.units, c.roles, c.created, c.due, c.reminded, c.closed, 0, 0
  from campaign c
 where c.closed is null and c.due <= $1::timestamptz and c.reminded <= $2::integer order by c.due limit 100
