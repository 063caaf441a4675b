with held as (
  select c.permission from role_grant g join role_closure c on c.role = g.role
   where g.person = $1 and g.revoked is null and (g.ends is null or g.ends > $4)
), new as (
  select permission from role_closure where role = $2
), together as (
  select permission from held union select permission from new
)
select coalesce(p.state = 'active', false),
       coalesce(p.starts is not null and (p.ends is null or p.ends > $4), false),
       p.ends,
       coalesce(p.ial, 0),
       exists (select from role where name = $2),
       exists (select from new join permission q on q.name = new.permission where q.power),
       exists (select from unit where id = $3),
       array(select c.a || ' + ' || c.b from permission_conflict c
              where c.a in (select permission from together) and c.b in (select permission from together)
                and (c.a in (select permission from new) or c.b in (select permission from new)))
  from (values (1)) as one
  left join person_row p on p.id = $1
