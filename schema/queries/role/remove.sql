with gone as (
  delete from role
   where name = $2 and not builtin
     and not exists (select from role_grant g where g.role = $2)
     and not exists (select from role_parent p where p.parent = $2)
  returning name
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from gone)
)
select name from gone
