-- $1 journal rows, $2 person, $3 ial, $4 citizen, $5 locale, $6 now, $7 wrapped key, $8 epoch key,
-- $9..$14 attributes (name, box, source, method, verifier or '', verified or ''),
-- $15 fingerprint kinds, $16 values, $17 logins under every key, $18..$23 affiliation
with taken as (
  select 1 from fingerprint where kind = 'login' and value = any($17::bytea[])
), made as (
  insert into person (id, ial, citizen, locale, created, changed)
  select $2::uuid, $3::smallint, $4::boolean, $5::text, $6::timestamptz, $6::timestamptz
   where not exists (select 1 from taken)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from made)
), k as (
  insert into person_key (person, wrapped, epoch_key, created)
  select id, $7::bytea, $8::bigint, $6::timestamptz from made
), a as (
  insert into attribute (person, name, recorded, box, source, method, verifier, verified)
  select made.id, u.name, $6::timestamptz, u.box, u.source, u.method, nullif(u.verifier, '')::uuid,
         nullif(u.verified, '')::timestamptz
    from made, unnest($9::text[], $10::bytea[], $11::text[], $12::text[], $13::text[], $14::text[])
         as u (name, box, source, method, verifier, verified)
), f as (
  insert into fingerprint (person, kind, value)
  select distinct made.id, u.kind, u.value from made, unnest($15::text[], $16::bytea[]) as u (kind, value)
), s as (
  insert into affiliation (person, employer, unit, post, sponsor, starts, ends, recorded)
  select id, $18::text, $19::uuid, $20::text, $21::uuid, $22::timestamptz, $23::timestamptz, $6::timestamptz
    from made where $18::text is not null
), w as (
  insert into person_search (person) select id from made
)
select id from made
