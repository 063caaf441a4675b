-- Says which it ended, and which had been ended within the last hour: Redis may have been away then, so
-- that they are marked there again whenever somebody asks again.
-- $1 journal rows, $2 id, $3 client, $4 person, $5 session (null: any), $6 now, $7 reason. At least one of
-- $2..$5 is given.
with upd as (
  update oauth_grant set revoked = $6::timestamptz, reason = $7::text
   where revoked is null
     and ($2::uuid is null or id = $2::uuid) and ($3::uuid is null or client = $3::uuid)
     and ($4::uuid is null or person = $4::uuid) and ($5::uuid is null or session = $5::uuid)
     and coalesce($2::uuid, $3::uuid, $4::uuid, $5::uuid) is not null
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
)
select id, true from upd
union all
select id, false from oauth_grant
 where revoked >= $6::timestamptz - interval '1 hour'
   and ($2::uuid is null or id = $2::uuid) and ($3::uuid is null or client = $3::uuid)
   and ($4::uuid is null or person = $4::uuid) and ($5::uuid is null or session = $5::uuid)
   and coalesce($2::uuid, $3::uuid, $4::uuid, $5::uuid) is not null
