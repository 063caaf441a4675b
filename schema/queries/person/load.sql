-- plan: generic
select id, state, ial, citizen, locale, created, version, employer, unit, post, sponsor, starts, ends,
       frozen, frozen_until, frozen_by, hold, needs_reset, needs_reproof
  from person_row where id = $1::uuid
