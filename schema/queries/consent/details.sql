-- Newest first. $1 person, $2 now
select id, client, authorization_details::text, created, expires
  from oauth_grant
 where person = $1::uuid and revoked is null and expires > $2::timestamptz and authorization_details <> '[]'
 order by created desc, id limit 100
