-- $1 permissions, $2 parents, $3 name. What the role would reach, and what its heirs would reach by it.
with recursive reach as (
  select unnest($1::text[]) as permission
  union
  select permission from role_closure where role = any ($2::text[])
), heir (role) as (
  select role from role_parent where parent = $3::text
  union
  select p.role from role_parent p join heir on p.parent = heir.role
), together (role, permission) as (
  select '', permission from reach
  union
  select heir.role, permission from heir, reach
  union
  select heir.role, c.permission from heir join role_closure c on c.role = heir.role
)
select array(select x from unnest($1::text[]) x where not exists (select from permission where name = x)
             union
             select x from unnest($2::text[]) x where not exists (select from role where name = x)),
       exists (select from reach join permission p on p.name = reach.permission where p.power),
       array(select distinct c.a || ' + ' || c.b
               from permission_conflict c
               join together a on a.permission = c.a
               join together b on b.permission = c.b and b.role = a.role),
       array(select role from heir order by 1)
