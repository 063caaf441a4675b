-- $1 journal rows, $2 month, $3 now. Two nodes write one event.
with told as (
  update journal_drop set announced = $3 where month = $2 and announced is null returning month
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from told)
)
select month from told
