-- plan: generic
select id, person, kind, state, label, data, params, consecutive_failures, last_step, last_used, bound,
       lookup_key, sign_count, used_codes, characteristics, expires, reason
  from authenticator where person = $1::uuid and state <> 'invalidated' order by bound, id
