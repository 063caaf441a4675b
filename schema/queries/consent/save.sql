-- One current consent per person and client: supersede first, in the same transaction.
-- $1 id, $2 person, $3 client, $4 scopes, $5 claims, $6 locale, $7 digest, $8 now
insert into consent (id, person, client, scopes, claims, locale, text_digest, granted)
values ($1::uuid, $2::uuid, $3::uuid, $4::text[], $5::text[], $6::text, $7::text, $8::timestamptz)
