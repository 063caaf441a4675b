-- $1 journal rows, $2 person, $3 client, $4 now
with j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
update consent set ended = greatest($4::timestamptz, granted)
 where person = $2::uuid and client = $3::uuid and ended is null
