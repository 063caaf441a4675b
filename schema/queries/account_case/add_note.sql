-- $1 journal rows, $2 case, $3 step, $4 actor, $5 note, $6 now
with open as (
  select id from account_case where id = $2::uuid and closed is null for update
), step as (
  insert into account_case_step (id, account_case, time, action, actor, note)
  select $3::uuid, id, $6::timestamptz, 'noted', $4::uuid, $5::bytea from open
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from open)
)
select id from open
