-- plan: generic
-- A family whose token was presented: its client's, of an active person, and not from before a restore.
-- $1 id, $2 client
select g.id, g.client, g.person, g.session, g.subject, g.scopes, g.claims, g.id_token_claims, g.acr, g.amr,
       g.auth_time, g.created, g.mode, g.n, g.rotated, g.expires, g.revoked, g.authorization_details, g.resources,
       g.cnf
  from oauth_grant g
  join person p on p.id = g.person and p.state = 'active'
 where g.id = $1::uuid and g.client = $2::uuid
   and coalesce(g.rotated, g.created) > coalesce((select value::timestamptz from setting where key = 'issue_not_before'), '-infinity')
