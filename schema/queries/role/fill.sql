-- $1 journal rows, $2 name, $3 permissions, $4 parents, $5 kinds and $6 values of prerequisites.
with parents as (
  insert into role_parent (role, role_rank, parent, parent_rank)
  select n.name, n.rank, r.name, r.rank from role n, role r where n.name = $2 and r.name = any ($4::text[])
), permissions as (
  insert into role_permission (role, permission) select $2, x from unnest($3::text[]) x
), prerequisites as (
  insert into role_prerequisite (role, kind, value)
  select distinct $2, x.kind, x.value from unnest($5::text[], $6::text[]) as x (kind, value)
)
insert into journal_event select * from unnest($1::journal_row[])
