select id, state, bootstrap, employer, unit, post, sponsor, starts, ends, locale, invited_by, application, person,
       created, expires, contact
  from invitation where code_hash = $1::bytea and state = 'open' and expires > $2::timestamptz
