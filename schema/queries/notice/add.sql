-- The row of a delivered message; twice is once.
insert into notice (id, person, kind, happened, facts, authenticator, token_hash, token_expires)
values ($1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::bytea, $6::uuid, nullif($7::bytea, ''::bytea), $8::timestamptz)
on conflict (id) do nothing
