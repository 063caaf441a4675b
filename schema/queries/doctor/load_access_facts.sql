-- What doctor asks about role grants: $1 now. People who hold a permission by a grant in force; how many approvers
-- something asks for at most; whether the root unit has a reviewer.
with held as (
  select distinct g.person, c.permission
    from role_grant g join role_closure c on c.role = g.role
   where g.revoked is null and g.seal is not null and g.starts <= $1 and (g.ends is null or g.ends > $1)
     and c.permission in ('approval.decide', 'break_glass.use', 'break_glass.review', 'campaign.review')
)
select (select count(*) from role_grant
         where revoked is null and seal is null and (ends is null or ends > $1)),
       greatest((select coalesce(max(needed), 0) from approval_policy),
                (select coalesce(max(p.approvals), 0) from permission p),
                (select coalesce(max(r.approvals), 0) from role r
                  where exists (select from role_grant g where g.role = r.name and g.revoked is null))),
       (select count(*) from held where permission = 'approval.decide'),
       (select count(*) from held where permission = 'break_glass.use'),
       (select count(*) from held where permission = 'break_glass.review'),
       (select count(*) from held where permission = 'campaign.review')
