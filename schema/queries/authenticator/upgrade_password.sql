-- $1 authenticator, $2 new data, $3 new parameters, $4 the data it was made from
update authenticator set data = $2::bytea, params = $3::text
 where id = $1::uuid and state = 'active' and data = $4::bytea
