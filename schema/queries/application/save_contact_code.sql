-- $1 journal rows, $2 application, $3 mac, $4 expires, $5 now, $6..$9 messages
with code as (
  insert into contact_code (application, mac, expires) values ($2::uuid, $3::bytea, $4::timestamptz)
      on conflict (application) do update
     set mac = excluded.mac, expires = excluded.expires, tries = 0, used = null
), j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
insert into outbox (id, kind, payload, created, due, about)
select u.id, u.kind, u.payload, $5::timestamptz, u.due, $2::uuid
  from unnest($6::uuid[], $7::text[], $8::bytea[], $9::timestamptz[]) as u (id, kind, payload, due)
