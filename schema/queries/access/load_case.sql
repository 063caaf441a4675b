-- A work case, or an application with the officer who has it. $1 id.
select c.id, c.purpose, p.data_classes, c.person, c.assignee, c.closes, c.closed is not null
  from work_case c join purpose p on p.code = c.purpose
 where c.id = $1
union all
select a.id, 'enrolment', p.data_classes, a.person, a.assignee, null, a.deleted is not null
  from application a join purpose p on p.code = 'enrolment'
 where a.id = $1
