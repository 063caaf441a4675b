with new as (
  insert into unit (id, parent, name, created)
  select $2, u.id, $4, $5 from unit u where u.id = $3
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id from new
