-- The private part is destroyed. $1 journal rows, $2 kid, $3 now
with upd as (
  update signing_key set state = 'removed', removed = $3::timestamptz, private_box = null
   where kid = $2::text and state in ('next', 'retired')
  returning kid
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
)
select kid, pg_notify('tessera_signing_keys', '') from upd
