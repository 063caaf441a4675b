-- A place whose row came through after all keeps that row.
insert into journal_event select * from unnest($1::journal_row[]) on conflict (id) do nothing
