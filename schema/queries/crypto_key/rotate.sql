-- $1 journal, $2 purpose, $3 generation, $4 wrapped, $5 master key, $6 now, $7 activates, $8 when older ones expire.
with older as (
  update crypto_key set retired = $7, expires = $8 where purpose = $2 and label = '' and retired is null
), j as (
  insert into journal_event select * from unnest($1::journal_row[])
), made as (
  insert into crypto_key (purpose, label, generation, wrapped, master_key_id, created, activates)
  values ($2, '', $3, $4, $5, $6, $7)
  returning id
)
select id, pg_notify('tessera_purpose_keys', '') from made
