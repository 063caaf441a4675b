-- Ends the consent and every grant that rests on it; says which, and which had been ended within the last
-- hour, whose mark in Redis may be missing. $1 journal rows, $2 person, $3 client, $4 now
with gone as (
  update consent set ended = greatest($4::timestamptz, granted)
   where person = $2::uuid and client = $3::uuid and ended is null
  returning id
), revoked as (
  update oauth_grant set revoked = $4::timestamptz, reason = 'consent_revoked'
   where person = $2::uuid and client = $3::uuid and revoked is null
  returning id
), hit as (
  select null::uuid as grant_id from gone union all select id from revoked
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from hit)
)
select grant_id, true from hit
union all
select id, false from oauth_grant
 where person = $2::uuid and client = $3::uuid and revoked >= $4::timestamptz - interval '1 hour'
