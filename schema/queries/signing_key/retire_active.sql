-- Only while the next key of the algorithm is the one that shall follow. $1 alg, $2 kid that follows, $3 now
update signing_key set state = 'retired', retired = $3::timestamptz
 where alg = $1::text and state = 'active'
   and exists (select 1 from signing_key k where k.kid = $2::text and k.state = 'next')
returning kid
