-- $1 client, $2 users
select w from unnest($2::uuid[]) w
 where not exists (select from scim_user u
                    where u.id = w and u.client = $1::uuid and u.active and u.deleted is null)
