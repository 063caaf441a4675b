-- $1 tried before then again, $2 fetched before then too, $3 how many
select c.id, c.registration->>'logo_uri'
  from client c left join client_logo l on l.client = c.id
 where c.status = 'approved' and c.registration ? 'logo_uri'
   and (l.client is null or l.uri <> c.registration->>'logo_uri'
        or (l.tried < $1::timestamptz and (l.fetched is null or l.fetched < $2::timestamptz)))
 order by l.tried nulls first, c.id limit $3::bigint
