select distinct g.role
  from role_grant g
  join person_row p on p.id = g.person
 where g.person = $1 and g.revoked is null and g.starts <= $2 and (g.ends is null or g.ends > $2)
   and p.state = 'active' and p.starts <= $2 and (p.ends is null or p.ends > $2)
 order by g.role
