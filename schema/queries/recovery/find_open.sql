-- plan: generic
select id, person, state, proofs, password, second_factor, secret is not null, requested, entered, due, officer, version
  from recovery where person = $1::uuid and state in ('waiting', 'ready', 'binding')
