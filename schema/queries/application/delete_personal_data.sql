-- $1 journal rows, $2 application, $3 now
with gone as (
  update application set deleted = $3::timestamptz, changed = $3::timestamptz
   where id = $2::uuid and deleted is null and deletion_due <= $3::timestamptz
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from gone)
), c as (
  delete from evidence_chunk where evidence in (select e.id from evidence e, gone where e.application = gone.id)
), e as (
  update evidence set state = 'deleted', wrapped = null where application = (select id from gone)
), k as (
  delete from application_key where application = (select id from gone)
), v as (
  delete from application_value where application = (select id from gone)
), f as (
  delete from application_fingerprint where application = (select id from gone)
), cc as (
  delete from contact_code where application = (select id from gone)
), mail as (
  update outbox set payload = '', dead = coalesce(dead, $3::timestamptz), lease_until = null, failure = 'erased'
   where about = (select id from gone) and done is null
)
select id from gone
