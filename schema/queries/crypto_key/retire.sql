-- What a successor has taken the place of opens nothing from now on.
with older as (
  update crypto_key set expires = $3
   where purpose = $2 and label = '' and retired <= $3 and (expires is null or expires > $3)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from older)
)
select id, pg_notify('tessera_purpose_keys', '') from older
