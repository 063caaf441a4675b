select id, purpose, label, generation, wrapped, master_key_id, created, coalesce(activates, created), retired, expires
  from crypto_key
 order by id
