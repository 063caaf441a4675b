-- $1 journal rows, $2 id, $3 now
with gone as (
  update initial_access_token set revoked = $3::timestamptz where id = $2::uuid and revoked is null
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from gone)
)
select id from gone
