select id, purpose, label, generation, wrapped, master_key_id, created from crypto_key order by id
