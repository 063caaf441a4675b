-- $1 roles: those that are unknown, give power, check others (approve, review: nobody makes his own checkers
-- through a client), or need approvals, theirs or of a role that they inherit from.
with recursive up (role, via) as (
  select r, r from unnest($1::text[]) r
  union
  select u.role, p.parent from up u join role_parent p on p.role = u.via
)
select w from unnest($1::text[]) w
 where not exists (select from role where name = w)
    or exists (select from role_closure c join permission p on p.name = c.permission where c.role = w
                  and (p.power or p.approvals > 0 or p.resource_type in ('approval', 'break_glass', 'campaign')))
    or exists (select from up join role r on r.name = up.via where up.role = w and r.approvals > 0)
