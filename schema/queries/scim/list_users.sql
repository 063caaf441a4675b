-- $1 client, $2 after or null, $3 offset, $4 limit
select u.id, u.client, u.unit,
       coalesce(u.person, (select i.person from invitation i where i.id = u.invitation and i.state = 'used')), u.active, u.box, u.created, u.changed, u.version,
       array(select g.id::text from scim_member m join scim_group g on g.id = m.scim_group
              where m.scim_user = u.id order by g.role),
       array(select g.role from scim_member m join scim_group g on g.id = m.scim_group
              where m.scim_user = u.id order by g.role),
       u.invitation
  from scim_user u
 where u.client = $1::uuid and u.deleted is null and ($2::uuid is null or u.id > $2::uuid)
 order by u.id offset $3::bigint limit $4::bigint
