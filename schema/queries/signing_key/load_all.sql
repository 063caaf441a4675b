select kid, alg, state, private_box, public_der, published, activated, retired
  from signing_key where state <> 'removed'
