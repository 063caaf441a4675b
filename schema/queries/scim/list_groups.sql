-- $1 client, $2 one group or null, $3 with members
select g.id, g.client, g.role, g.created, g.changed, g.version,
       case when $3::boolean
            then array(select m.scim_user::text from scim_member m where m.scim_group = g.id order by m.scim_user)
            else '{}'::text[] end
  from scim_group g
 where g.client = $1::uuid and ($2::uuid is null or g.id = $2::uuid)
 order by g.id
