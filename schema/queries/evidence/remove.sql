-- $1 journal rows, $2 id, $3 application
with gone as (
  update evidence set state = 'deleted', wrapped = null
   where id = $2::uuid and application = $3::uuid and state <> 'deleted'
  returning id
), c as (
  delete from evidence_chunk where evidence = (select id from gone)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from gone)
)
select id from gone
