-- Newest first. $1 person, $2 how many
select r.time, r.client, coalesce(c.name, ''), r.claims, r.purpose
  from release r left join client c on c.id = r.client
 where r.person = $1::uuid
 order by r.id desc limit $2::bigint
