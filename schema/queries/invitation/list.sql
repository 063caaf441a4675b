select id, state, bootstrap, employer, unit, post, sponsor, starts, ends, locale, invited_by, application, person,
       created, expires, contact
  from invitation order by created desc, id limit 200
