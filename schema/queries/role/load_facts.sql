-- $1 permissions, $2 parents, $3 name, $4 now. What the role and its heirs would reach with these, which
-- of their holders would then hold together what nobody may (only pairs that the change itself brings), whether
-- the roles that it would not inherit from any more ask for more than those that stay, and which of the
-- roles would gain something though they are held, or asked for, and need approvals now or then.
with recursive edge (role, parent) as (
  select role, parent from role_parent where role <> $3::text
  union
  select $3, unnest($2::text[])
), own (role, permission) as (
  select role, permission from role_permission where role <> $3
  union
  select $3, unnest($1::text[])
), reach (role, via) as (
  select name, name from role
  union
  select $3, $3
  union
  select r.role, e.parent from reach r join edge e on e.role = r.via
), closure (role, permission) as (
  select distinct r.role, o.permission from reach r join own o on o.role = r.via
), touched (role) as (
  select distinct role from reach where via = $3
), in_force as (
  select distinct person, role from role_grant where revoked is null and (ends is null or ends > $4)
), holder as (
  select distinct person from in_force join touched using (role)
), after (person, permission) as (
  select distinct g.person, c.permission
    from holder h join in_force g using (person) join closure c on c.role = g.role
), before (person, permission) as (
  select distinct g.person, c2.permission
    from holder h join in_force g using (person)
    join role_reach(array(select distinct g2.role from holder h2 join in_force g2 using (person))) c
      on c.role = g.role
    join role_permission c2 on c2.role = c.via
), was (role, via) as (
  select role, via from role_reach(array(select role from touched))
), had (role, permission) as (
  select distinct w.role, p.permission from was w join role_permission p on p.role = w.via
), asks (role, approvals) as (
  select x.role, max(x.approvals)
    from (select w.role, r.approvals from was w join role r on r.name = w.via
          union all
          select h.role, p.approvals from had h join permission p on p.name = h.permission
          union all
          select t.role, r.approvals from touched t join reach a on a.role = t.role join role r on r.name = a.via
          union all
          select t.role, p.approvals from touched t join closure c on c.role = t.role
            join permission p on p.name = c.permission) x
   group by x.role
), lost (via) as (
  select via from was where role = $3 except select via from reach where role = $3
), kept (via) as (
  select via from reach where role = $3
), broken (person, a, b) as (
  select x.person, c.a, c.b
    from permission_conflict c
    join after x on x.permission = c.a
    join after y on y.permission = c.b and y.person = x.person
   where c.kind = 'static'
     and not (exists (select from before z where z.person = x.person and z.permission = c.a)
              and exists (select from before z where z.person = x.person and z.permission = c.b))
)
select array(select x from unnest($1::text[]) x where not exists (select from permission where name = x)
             union
             select x from unnest($2::text[]) x where not exists (select from role where name = x)),
       exists (select from closure c join permission p on p.name = c.permission where c.role = $3 and p.power),
       array(select distinct c.a || ' + ' || c.b
               from permission_conflict c
               join closure x on x.permission = c.a
               join closure y on y.permission = c.b and y.role = x.role
               join touched t on t.role = x.role
              where c.kind = 'static'),
       array(select role from touched where role <> $3 order by 1),
       array(select person || ' (' || string_agg(a || ' + ' || b, ', ' order by a, b) || ')'
               from broken group by person order by person limit 10),
       (select count(distinct person) from broken),
       coalesce((select max(r.approvals) from lost join role r on r.name = lost.via)
                > (select max(r.approvals) from kept join role r on r.name = kept.via), false)
       or coalesce((select min(r.longest) from lost join role r on r.name = lost.via)
                   < (select min(r.longest) from kept join role r on r.name = kept.via), false)
       or coalesce(not (select bool_and(r.delegable) from lost join role r on r.name = lost.via)
                   and (select bool_and(r.delegable) from kept join role r on r.name = kept.via), false)
       or exists (select from lost join role r on r.name = lost.via where r.most_holders is not null)
       or exists (select q.kind, q.value from lost join role_prerequisite q on q.role = lost.via
                  except
                  select q.kind, q.value from kept join role_prerequisite q on q.role = kept.via),
       array(select t.role from touched t join asks a on a.role = t.role
              where a.approvals > 0
                and exists (select c.permission from closure c where c.role = t.role
                            except
                            select h.permission from had h where h.role = t.role)
                and (exists (select from in_force f where f.role = t.role)
                     or exists (select from approval_request q
                                 where q.kind = 'role_grant' and q.state in ('pending', 'approved')
                                   and q.object::jsonb -> 'what' ->> 'role' = t.role))
              order by 1)
