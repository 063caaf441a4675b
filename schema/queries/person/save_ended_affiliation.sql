-- $1 journal rows, $2 affiliation, $3 now, $4..$6 message (id, kind, payload)
with ended as (
  update affiliation set announced = $3::timestamptz
   where id = $2::uuid and announced is null and superseded is null and ends <= $3::timestamptz
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ended)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select $4::uuid, $5::text, $6::bytea, $3::timestamptz, $3::timestamptz from ended
)
select id from ended
