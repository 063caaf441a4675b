-- Of parallel tries one gets it.
update issued_code set used = $2::timestamptz
 where id = $1::uuid and used is null and expires > $2::timestamptz and mac <> '' returning id
