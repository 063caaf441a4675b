with new as (
  insert into role (name, title, rank, created)
  select $2, $3, coalesce((select max(rank) + 1 from role where name = any ($5::text[])), 0), $6
      on conflict (name) do nothing
  returning name, rank
), parents as (
  insert into role_parent (role, role_rank, parent, parent_rank)
  select new.name, new.rank, r.name, r.rank from new, role r where r.name = any ($5::text[])
), permissions as (
  insert into role_permission (role, permission) select new.name, x from new, unnest($4::text[]) x
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select name from new
