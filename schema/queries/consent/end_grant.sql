-- $1 journal rows, $2 person, $3 grant, $4 now
with gone as (
  update oauth_grant set revoked = $4::timestamptz, reason = 'withdrawn'
   where id = $3::uuid and person = $2::uuid and revoked is null
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from gone)
)
select id from gone
