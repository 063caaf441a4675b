-- Newest first; also those whose time is over, for as long as their grants last. Without a refresh token a grant
-- is good for what its access token is. $1 person, $2 now
select g.id, g.client, g.authorization_details::text, g.created,
       case when g.mode = 'none' then least(g.expires, g.created + make_interval(secs => p.access_token_seconds))
            else g.expires end
  from oauth_grant g join client c on c.id = g.client join client_profile p on p.name = c.profile
 where g.person = $1::uuid and g.revoked is null and g.expires > $2::timestamptz and g.authorization_details <> '[]'
 order by g.created desc, g.id limit 100
