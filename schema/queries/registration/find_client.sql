select r.client, r.digest, r.initial_token, r.registered, t.template::text
  from registered_client r left join initial_access_token t on t.id = r.initial_token
 where r.client = $1::uuid
