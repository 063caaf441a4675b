-- $1 journal rows, $2 id, $3 digest, $4 name, $5 template, $6 created, $7 expires, $8 max_uses
with j as (insert into journal_event select * from unnest($1::journal_row[]))
insert into initial_access_token (id, digest, name, template, created, expires, max_uses)
values ($2::uuid, $3::bytea, $4::text, $5::jsonb, $6::timestamptz, $7::timestamptz, $8::integer)
