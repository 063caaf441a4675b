select id, state, bootstrap, employer, unit, post, sponsor, starts, ends, locale, invited_by, application, person,
       created, expires, contact
  from invitation where id = $1::uuid
