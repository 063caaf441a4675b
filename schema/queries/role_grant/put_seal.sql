-- $1 journal rows, $2 id, $3 version, $4 seal
with new as (
  update role_grant set seal = $4, version = version + 1
   where id = $2 and version = $3 and revoked is null and seal is null
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id from new
