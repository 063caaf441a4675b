-- plan: custom
-- $1 client, $2 after or null, $3 offset, $4 limit. What is skipped is read in the index only.
select u.id, u.client, u.unit,
       coalesce(u.person, (select i.person from invitation i where i.id = u.invitation and i.state = 'used')), u.active, u.box, u.created, u.changed, u.version,
       array(select g.id::text from scim_member m join scim_group g on g.id = m.scim_group
              where m.scim_user = u.id order by g.role),
       array(select g.role from scim_member m join scim_group g on g.id = m.scim_group
              where m.scim_user = u.id order by g.role),
       u.invitation
  from (select id from scim_user
         where client = $1::uuid and deleted is null
           and id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000'::uuid)
         order by id offset $3::bigint limit $4::bigint) page
  join scim_user u on u.id = page.id
 order by u.id
