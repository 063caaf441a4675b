-- Newest first.
select id, purpose, reference, person, assignee, unit, opened_by, opened, closes, reason, closed, closed_by, version
  from work_case
 where ($1::uuid is null or person = $1)
   and ($2::uuid is null or assignee = $2)
   and (not $3::boolean or (closed is null and closes > $4))
   and ($5::uuid[] is null or unit = any ($5::uuid[]))
   and ($6::uuid is null or id < $6)
 order by id desc
 limit $7
