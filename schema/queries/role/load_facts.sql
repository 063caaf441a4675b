with reach as (
  select unnest($1::text[]) as permission
  union
  select permission from role_closure where role = any ($2::text[])
)
select array(select x from unnest($1::text[]) x where not exists (select from permission where name = x)
             union
             select x from unnest($2::text[]) x where not exists (select from role where name = x)),
       exists (select from reach join permission p on p.name = reach.permission where p.power),
       array(select c.a || ' + ' || c.b from permission_conflict c
              where c.a in (select permission from reach) and c.b in (select permission from reach))
