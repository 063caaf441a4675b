-- A mark of the whole deployment, with the event that says who set it. The owner's: the application may
-- not write here.
with j as (insert into journal_event select * from unnest($4::journal_row[]))
insert into setting (key, value, changed) values ($1, $2, $3)
  on conflict (key) do update set value = excluded.value, changed = excluded.changed
