select id, person, state, proofs, password, second_factor, secret is not null, requested, entered, due, officer, version
  from recovery where due <= $1::timestamptz order by due limit 100
