-- $1 client, $2 kind, $3 values
select u.id, u.client, u.unit,
       coalesce(u.person, (select i.person from invitation i where i.id = u.invitation and i.state = 'used')), u.active, u.box, u.created, u.changed, u.version,
       array(select g.id::text from scim_member m join scim_group g on g.id = m.scim_group
              where m.scim_user = u.id order by g.role),
       array(select g.role from scim_member m join scim_group g on g.id = m.scim_group
              where m.scim_user = u.id order by g.role),
       u.invitation
  from scim_user u
 where u.client = $1::uuid and u.deleted is null
   and u.id in (select scim_user from scim_fingerprint
                 where client = $1::uuid and kind = $2::text and value = any ($3::bytea[]))
 order by u.id limit 200
