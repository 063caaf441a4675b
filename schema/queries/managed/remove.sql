with gone as (
  delete from managed_object where manager = $2 and kind = $3 and key = $4 and version = $5
  returning key
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from gone)
)
select key from gone
