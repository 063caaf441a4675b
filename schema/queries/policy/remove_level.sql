-- $1 journal rows, $2 role, $3 the version it replaces
with gone as (
  delete from sign_in_level where role = $2::text and version = $3::bigint returning role
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from gone)
)
select role from gone
