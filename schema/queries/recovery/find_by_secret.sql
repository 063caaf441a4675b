select id, person, state, proofs, password, second_factor, secret is not null, requested, entered, due, officer, version
  from recovery where secret = $1::bytea
