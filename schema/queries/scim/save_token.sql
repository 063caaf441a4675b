-- $1 journal rows, $2 id, $3 client, $4 digest, $5 now, $6 expires, $7 who makes it or null. Two at a time: the old and the new one.
with new as (
  insert into scim_token (id, client, digest, created, expires, made_by)
  select $2::uuid, $3::uuid, $4::bytea, $5::timestamptz, $6::timestamptz, $7::uuid
   where (select count(*) from scim_token
           where client = $3::uuid and revoked is null and expires > $5::timestamptz) < 2
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id from new
