-- $1 journal rows, $2 authenticator or null (nobody has this login)
with j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
update authenticator set consecutive_failures = consecutive_failures + 1 where id = $2::uuid
