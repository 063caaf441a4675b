-- Two nodes that start together make each key once.
with made as (
  insert into crypto_key (purpose, label, generation, wrapped, master_key_id, created)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (purpose, label, generation) do nothing
  returning id
)
select pg_notify('tessera_purpose_keys', '') from made
