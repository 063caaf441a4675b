-- All roles if $1 is null.
select r.name, r.title, r.builtin, r.created, r.version,
       array(select p.permission from role_permission p where p.role = r.name order by 1),
       array(select p.parent from role_parent p where p.role = r.name order by 1),
       array(select c.permission from role_closure c where c.role = r.name group by 1 order by 1)
  from role r
 where $1::text is null or r.name = $1
 order by r.name
