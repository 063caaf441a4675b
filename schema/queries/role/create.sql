-- $1 journal rows, $2 name, $3 title, $4 permissions, $5 parents, $6 now, $7 approvals, $8 longest, $9 most
-- holders, $10 delegable, $11 kinds and $12 values of prerequisites.
with new as (
  insert into role (name, title, rank, created, approvals, longest, most_holders, delegable)
  select $2, $3, coalesce((select max(rank) + 1 from role where name = any ($5::text[])), 0), $6, $7, $8, $9, $10
      on conflict (name) do nothing
  returning name, rank
), parents as (
  insert into role_parent (role, role_rank, parent, parent_rank)
  select new.name, new.rank, r.name, r.rank from new, role r where r.name = any ($5::text[])
), permissions as (
  insert into role_permission (role, permission) select new.name, x from new, unnest($4::text[]) x
), prerequisites as (
  insert into role_prerequisite (role, kind, value)
  select distinct new.name, x.kind, x.value from new, unnest($11::text[], $12::text[]) as x (kind, value)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select name from new
