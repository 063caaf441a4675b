-- plan: generic
insert into journal_event select * from unnest($1::journal_row[])
