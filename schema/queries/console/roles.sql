-- plan: custom
-- $1 beginning of the name, $2 after, $3 limit
select r.name, r.title, r.builtin,
       array(select p.permission from role_permission p where p.role = r.name order by 1),
       array(select p.parent from role_parent p where p.role = r.name order by 1),
       r.created, r.version
  from role r
 where ($1::text = '' or starts_with(r.name, $1::text))
   and ($2::text = '' or r.name > $2::text)
 order by r.name limit $3::integer
