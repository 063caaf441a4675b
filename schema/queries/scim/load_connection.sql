with recursive reach (id) as (
  select unit from scim_connection where client = $1::uuid
  union all
  select u.id from unit u join reach r on u.parent = r.id
)
select c.client, c.unit, c.employer, c.created, c.version,
       array(select r.id::text from reach r order by r.id),
       array(select u.name from reach r join unit u on u.id = r.id order by r.id)
  from scim_connection c where c.client = $1::uuid
