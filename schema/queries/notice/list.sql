-- $1 person, $2 before (keyset) or null, $3 limit
select id, person, kind, happened, facts, authenticator, token_hash, token_expires, repudiated, read
  from notice
 where person = $1::uuid and ($2::uuid is null or id < $2::uuid)
 order by id desc limit $3::integer
