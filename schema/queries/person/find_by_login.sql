-- plan: generic
select id, state, ial, citizen, locale, created, version, employer, unit, post, sponsor, starts, ends,
       frozen, frozen_until, frozen_by, hold, needs_reset, needs_reproof
  from person_row
 where id = (select person from fingerprint where kind = 'login' and value = any($1::bytea[]) limit 1)
