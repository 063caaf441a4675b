-- $1 unit, $2 now. Nearest first: whom the unit's own grants name, then those of the units above.
with recursive above (id, parent, distance) as (
  select id, parent, 0 from unit where id = $1::uuid
  union all
  select u.id, u.parent, a.distance + 1 from unit u join above a on u.id = a.parent
)
select g.person, min(a.distance)
  from above a
  join role_grant g on g.unit = a.id
 where g.revoked is null and g.starts <= $2::timestamptz and (g.ends is null or g.ends > $2::timestamptz)
   and g.role in (select role from role_closure where permission = 'approval.decide')
 group by g.person
 order by 2, 1
 limit 500
