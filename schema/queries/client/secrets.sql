-- $1 now: those that ended are of no use to anybody.
select client, id, digest, created, expires from client_secret
 where expires is null or expires > $1::timestamptz
 order by created desc
