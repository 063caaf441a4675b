-- plan: generic
-- $1 kind, $2 lookup key
select id, person, kind, state, label, data, params, consecutive_failures, last_step, last_used, bound,
       lookup_key, sign_count, used_codes, characteristics, expires, reason
  from authenticator where kind = $1::text and lookup_key = $2::bytea and state <> 'invalidated'
