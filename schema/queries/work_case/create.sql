with j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
insert into work_case (id, purpose, reference, person, assignee, unit, opened_by, opened, closes, reason)
values ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
