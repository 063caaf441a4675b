-- plan: generic
select id, client, person, session, subject, scopes, claims, id_token_claims, acr, amr, auth_time, created, mode,
       n, rotated, expires, revoked, authorization_details, resources, cnf
  from oauth_grant where id = $1::uuid and person is not null
