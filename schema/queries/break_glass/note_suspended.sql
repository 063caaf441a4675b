-- $1 journal rows, $2 id, $3 now
with noted as (
  update break_glass set suspended = $3::timestamptz
   where id = $2::uuid and reviewed is null and suspended is null
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from noted)
)
select id from noted
