-- $1 person, $2 role, $3 unit, $4 now, $5 purposes.
with recursive via (name) as (
  select via from role_reach(array[$2])
), capped (name, most) as (
  select r.name, r.most_holders from via join role r on r.name = via.name where r.most_holders is not null
), down (cap, role) as (
  select name, name from capped
  union
  select d.cap, p.role from down d join role_parent p on p.parent = d.role
), held as (
  select rp.permission
    from role_reach(array(select distinct g.role from role_grant g
                           where g.person = $1 and g.revoked is null and (g.ends is null or g.ends > $4))) c
    join role_permission rp on rp.role = c.via
), new as (
  select distinct rp.permission from via join role_permission rp on rp.role = via.name
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
              where c.kind = 'static'
                and c.a in (select permission from together) and c.b in (select permission from together)
                and (c.a in (select permission from new) or c.b in (select permission from new))),
       coalesce((select max(r.approvals) from role r join via on via.name = r.name), 0),
       coalesce((select min(r.longest) from role r join via on via.name = r.name), 365),
       coalesce((select bool_and(r.delegable) from role r join via on via.name = r.name), false),
       array(select c.name from capped c
              where c.most <= (select count(distinct g.person)
                                 from down d join role_grant g on g.role = d.role
                                where d.cap = c.name and g.revoked is null and (g.ends is null or g.ends > $4)
                                  and g.person <> $1)),
       array(select x from unnest($5::text[]) x where not exists (select from purpose where code = x)),
       array(select distinct q.value from role_prerequisite q join via on via.name = q.role
              where q.kind = 'course'
                and not exists (select from training t
                                 where t.person = $1 and t.course = q.value and t.completed <= $4
                                   and t.expires > $4)),
       coalesce((select max(right(q.value, 1)::integer) from role_prerequisite q join via on via.name = q.role
                  where q.kind = 'ial'), 0),
       coalesce((select max(q.approvals) from permission q join new on new.permission = q.name), 0)
  from (values (1)) as one
  left join person_row p on p.id = $1
