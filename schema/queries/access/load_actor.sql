-- plan: generic
-- One row per role in force, or one with nulls; no row for a person who does not exist.
select p.state = 'active' and coalesce(p.starts <= $2 and (p.ends is null or p.ends > $2), false) as staff,
       g.id, g.role, g.unit, g.starts, g.ends,
       array(select c.permission from role_closure c where c.role = g.role group by c.permission),
       array(with recursive below (id) as (
               select g.unit
               union all
               select u.id from unit u join below b on u.parent = b.id)
             select id from below)
  from person_row p
  left join role_grant g
    on g.person = p.id and g.revoked is null and g.starts <= $2 and (g.ends is null or g.ends > $2)
 where p.id = $1
