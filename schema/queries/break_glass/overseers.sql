-- $1 unit, $2 now: who may review there, by a role in force in the unit or above it
with recursive up (id) as (
  select $1::uuid
  union
  select u.parent from up join unit u on u.id = up.id where u.parent is not null
)
select distinct g.person
  from role_grant g
  join up on up.id = g.unit
  join role_closure c on c.role = g.role and c.permission = 'break_glass.review'
  join person_row p on p.id = g.person and p.state = 'active' and p.starts <= $2::timestamptz
       and (p.ends is null or p.ends > $2::timestamptz)
 where g.revoked is null and g.starts <= $2::timestamptz and (g.ends is null or g.ends > $2::timestamptz)
   and (g.review_by is null or g.review_by > $2::timestamptz)
 limit 200
