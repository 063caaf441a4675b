-- plan: generic
select id, state, ial, citizen, locale, created, version, employer, unit, post, sponsor, starts, ends
  from person_row where id = $1::uuid
