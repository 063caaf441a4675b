-- plan: generic
-- One row per role grant in force and per grant that one of them is delegated from, or one with nulls; no row
-- for a person who does not exist. $1 person, $2 now. Only the roles of these grants are expanded;
-- "offset 0" keeps each step of the recursions an index scan. What the console gave needs no approvals for the
-- sake of a permission: that is how the first approvers are made.
with recursive held as (
  select *, false as is_source from role_grant
   where person = $1 and revoked is null and starts <= $2 and (ends is null or ends > $2)
     and (review_by is null or review_by > $2)
), taken as (
  select * from held
  union all
  select s.*, true from role_grant s
   where s.id in (select delegated_from from held) and (s.review_by is null or s.review_by > $2)
), reach (role, via) as (
  select distinct role, role from taken
  union
  select r.role, p.parent
    from reach r cross join lateral (select x.parent from role_parent x where x.role = r.via offset 0) p
), limits as (
  select r.role, bool_and(q.delegable) as delegable, array_agg(r.via) as vias,
         max(q.approvals) as approvals
    from reach r join role q on q.name = r.via group by r.role
)
select p.state = 'active' and coalesce(p.starts <= $2 and (p.ends is null or p.ends > $2), false) as staff,
       p.ial, g.id, g.person, g.role, g.unit, g.starts, g.ends, g.revoked, g.purposes, g.granted_by, g.request,
       g.delegated_from, g.seal, g.is_source,
       greatest(l.approvals, (select max(a.approvals)
                                from role_permission b join permission a on a.name = b.permission
                               where b.role = any (l.vias) and g.granted_by is not null
                                 and g.starts >= a.approvals_from)),
       l.delegable,
       array(select distinct permission from role_permission where role = any (l.vias)),
       array(with recursive below (id) as (
               select g.unit
               union all
               select u.id from below b cross join lateral (select x.id from unit x where x.parent = b.id offset 0) u)
             select id from below),
       array(select distinct q.value from role_prerequisite q
              where q.role = any (l.vias) and q.kind = 'course'
                and not exists (select from training t
                                 where t.person = g.person and t.course = q.value and t.completed <= $2
                                   and t.expires > $2)),
       array(select distinct q.kind || ':' || q.value from role_prerequisite q
              where q.role = any (l.vias) and q.kind <> 'course'
             union
             select 'aal:' || s.least from sign_in_level s where s.role = any (l.vias)),
       not g.is_source or exists (
         select from person_row h where h.id = g.person and h.state = 'active' and h.starts <= $2
            and (h.ends is null or h.ends > $2)),
       array(select name || ':' || data_class from permission where data_class in ('personal', 'restricted')),
       array(select a || ':' || b from permission_conflict where kind = 'dynamic')
  from person_row p
  left join taken g on true
  left join limits l on l.role = g.role
 where p.id = $1
 order by g.is_source
