-- $1 before, $2 the smallest grant id of that instant: ids begin with their time, so that older months are not read.
-- What acts for no person leaves no grant, so its use is not seen here.
select r.client
  from registered_client r join client c on c.id = r.client
 where r.registered < $1::timestamptz
   and not c.registration->'grant_types' ? 'client_credentials'
   and not exists (select from oauth_grant g where g.client = r.client and g.id >= $2::uuid)
 order by r.registered limit 200
