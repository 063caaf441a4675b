with j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
insert into training (id, person, course, completed, expires, recorded_by, recorded)
values ($2, $3, $4, $5, $6, $7, $8)
