-- $1 now: those that ended are of no use to anybody. $2 the version that is known
select s.client, s.id, s.digest, s.created, s.expires
  from client_secret s join client c on c.id = s.client
 where (s.expires is null or s.expires > $1::timestamptz) and c.changed > $2::bigint
 order by s.created desc
