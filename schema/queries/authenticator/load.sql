-- plan: generic
select id, person, kind, state, label, data, params, consecutive_failures, last_step, last_used, bound
  from authenticator where person = $1::uuid and state <> 'invalidated' order by bound, id
