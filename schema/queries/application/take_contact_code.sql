-- Counts the try in the same statement that redeems: two tries at once are two tries.
update contact_code
   set tries = tries + 1, used = case when mac = $2::bytea then $3::timestamptz end
 where application = $1::uuid and used is null and expires > $3::timestamptz and tries < 5
returning used is not null
