-- $1 journal rows, $2 person, $3 frozen by (null: anyhow), $4 whether only one whose time has passed, $5 now,
-- $6 outcome of the open case or null, $7 step, $8 actor, $9 note, $10..$13 messages (id, kind, payload, due),
-- $14 the case, or null: whichever is open, $15 since when it is frozen, or null: no matter. A later freeze stays, and
-- one that waits for what staff asked of the person.
with changed as (
  update person
     set state = 'active', frozen = null, frozen_until = null, frozen_by = null, changed = $5::timestamptz,
         version = version + 1
   where id = $2::uuid and state = 'frozen' and not needs_reset and not needs_reproof and ($3::text is null or frozen_by = $3::text)
     and (not $4::boolean or frozen_until <= $5::timestamptz)
     and ($14::uuid is null or exists (select 1 from account_case where id = $14::uuid and closed is null))
     and ($15::timestamptz is null or frozen = $15::timestamptz)
  returning id
), closed as (
  update account_case set closed = $5::timestamptz, outcome = $6::text
   where person = $2::uuid and closed is null and $6::text is not null and ($14::uuid is null or id = $14::uuid)
     and ($15::timestamptz is null or exists (select 1 from changed))
  returning id
), go as (
  select id from changed union all select id from closed
), step as (
  insert into account_case_step (id, account_case, time, action, actor, note)
  select $7::uuid, closed.id, $5::timestamptz, $6::text, $8::uuid, nullif($9::bytea, ''::bytea) from closed
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from go)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $5::timestamptz, u.due, $2::uuid
    from unnest($10::uuid[], $11::text[], $12::bytea[], $13::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from changed)
)
select id from go
