-- $1 journal rows, $2 kind, $3 needed, $4 now
with j as (
  insert into journal_event select * from unnest($1::journal_row[])
)
update approval_policy set needed = $3::integer, changed = $4::timestamptz where kind = $2::text
