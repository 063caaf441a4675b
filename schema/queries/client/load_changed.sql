-- $1 the version that is known
select id, status, registration::text, created, updated, version from client where changed > $1::bigint
