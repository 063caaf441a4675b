-- $1 journal rows, $2 id, $3 person, $4 box, $5 now, $6 at most, and twice as many
-- named in a day: each gets a mail, $7..$10 messages (id, kind, payload, due)
with ins as (
  insert into recovery_contact (id, person, box, created)
  select $2::uuid, $3::uuid, $4::bytea, $5::timestamptz
   where (select count(*) from recovery_contact where person = $3::uuid and ended is null) < $6::integer
     and (select count(*) from recovery_contact
           where person = $3::uuid and created > $5::timestamptz - interval '1 day') < 2 * $6::integer
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ins)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $5::timestamptz, u.due, $3::uuid
    from unnest($7::uuid[], $8::text[], $9::bytea[], $10::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from ins)
)
select id from ins
