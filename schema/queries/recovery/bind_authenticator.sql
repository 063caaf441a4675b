insert into authenticator (id, person, kind, label, data, params, last_step, bound)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::bytea, $6::text, $7::bigint, $8::timestamptz)
