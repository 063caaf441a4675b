-- A first key seals at once, whatever the clocks of two nodes say.
select id, purpose, label, generation, wrapped, master_key_id, created, coalesce(activates, '-infinity'), retired, expires
  from crypto_key
 order by id
