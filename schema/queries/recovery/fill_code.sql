-- $1 journal rows, $2 id, $3 mac, $4 now: the code of a contact, made once.
with upd as (
  update issued_code set mac = $3::bytea
   where id = $2::uuid and kind = 'contact' and mac = '' and used is null and expires > $4::timestamptz
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
)
select id from upd
