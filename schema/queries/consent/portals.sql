select c.client, k.name, k.home_uri, c.scopes, c.claims, c.granted,
       (select max(r.time) from release r where r.person = c.person and r.client = c.client)
  from consent c join client k on k.id = c.client
 where c.person = $1::uuid and c.ended is null
 order by c.granted desc
