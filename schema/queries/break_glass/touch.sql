-- $1 journal rows, $2 emergency, $3 person, $4 permission, $5 now, $6..$8 message (id, kind, payload)
with touched as (
  insert into break_glass_touch (break_glass, person, first, permission)
  values ($2::uuid, $3::uuid, $5::timestamptz, $4::text)
      on conflict do nothing
  returning person
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from touched)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select $6::uuid, $7::text, $8::bytea, $5::timestamptz, $5::timestamptz from touched
)
select person from touched
