-- $1 journal rows, $2 client, $3 id, $4 now
with gone as (
  update scim_token set revoked = $4::timestamptz
   where id = $3::uuid and client = $2::uuid and revoked is null
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from gone)
)
select id from gone
