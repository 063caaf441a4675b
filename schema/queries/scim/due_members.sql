-- $1 one group or null, $2 now
select m.scim_group, g.client, g.role, c.unit, m.scim_user, p.id,
       scim_openers(g.client, g.role, $2::timestamptz)::text[]
  from scim_member m
  join scim_group g on g.id = m.scim_group
  join scim_connection c on c.client = g.client
  join scim_user u on u.id = m.scim_user and u.active and u.deleted is null
  left join invitation i on i.id = u.invitation and i.state = 'used'
  join person p on p.id = coalesce(u.person, i.person) and p.state = 'active'
 where m.role_grant is null and ($1::uuid is null or m.scim_group = $1::uuid)
 order by m.added limit 200
