-- All roles if $1 is null.
select r.name, r.title, r.builtin, r.created, r.version,
       array(select p.permission from role_permission p where p.role = r.name order by 1),
       array(select p.parent from role_parent p where p.role = r.name order by 1),
       array(select distinct p.permission from role_reach(array[r.name]) c
               join role_permission p on p.role = c.via order by 1),
       r.approvals, r.longest, r.most_holders, r.delegable,
       array(select p.kind || ':' || p.value from role_prerequisite p where p.role = r.name order by 1)
  from role r
 where $1::text is null or r.name = $1
 order by r.name
