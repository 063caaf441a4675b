with gone as (
  update evidence set state = 'deleted', wrapped = null
   where id in (select id from evidence where state = 'uploading' and uploaded < $1::timestamptz limit 100)
  returning id
), c as (
  delete from evidence_chunk where evidence in (select id from gone)
)
select count(*) from gone
