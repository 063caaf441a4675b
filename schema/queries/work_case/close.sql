with new as (
  update work_case set closed = $4, closed_by = $5, version = version + 1
   where id = $2 and closed is null and ($3::bigint is null or version = $3)
  returning id, purpose, reference, person, assignee, unit, opened_by, opened, closes, reason, closed, closed_by, version
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id, purpose, reference, person, assignee, unit, opened_by, opened, closes, reason, closed, closed_by, version
  from new
