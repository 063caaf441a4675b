-- plan: generic
-- The person as in person/find_by_login.sql, then each authenticator as in authenticator/load.sql, or nulls.
select p.id, p.state, p.ial, p.citizen, p.locale, p.created, p.version, p.employer, p.unit, p.post, p.sponsor, p.starts,
       p.ends, p.frozen, p.frozen_until, p.frozen_by, p.hold, p.needs_reset, p.needs_reproof,
       a.id, a.person, a.kind, a.state, a.label, a.data, a.params, a.consecutive_failures, a.last_step, a.last_used, a.bound,
       a.lookup_key, a.sign_count, a.used_codes, a.characteristics, a.expires, a.reason
  from person_row p
  left join authenticator a on a.person = p.id and a.state <> 'invalidated'
 where p.id = (select person from fingerprint where kind = 'login' and value = any($1::bytea[]) limit 1)
 order by a.bound, a.id
