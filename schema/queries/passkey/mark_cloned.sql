-- $1 journal rows, $2 authenticator, $3..$6 messages (id, kind, payload, due), $7 now. Once: what is out of use
-- already is left as it is.
with upd as (
  update authenticator set state = 'compromised', reason = 'cloned' where id = $2::uuid and state = 'active'
  returning person
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $7::timestamptz, u.due, upd.person
    from upd, unnest($3::uuid[], $4::text[], $5::bytea[], $6::timestamptz[]) as u (id, kind, payload, due)
)
select person from upd
