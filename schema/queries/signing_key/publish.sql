-- A new key, next or at once active. $1 journal rows, $2 kid, $3 alg, $4 state, $5 box, $6 public, $7 now
with made as (
  insert into signing_key (kid, alg, state, private_box, public_der, published, activated)
  values ($2::text, $3::text, $4::text, $5::bytea, $6::bytea, $7::timestamptz,
          case when $4::text = 'active' then $7::timestamptz end)
  on conflict do nothing
  returning kid
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from made)
)
select kid, pg_notify('tessera_signing_keys', '') from made
