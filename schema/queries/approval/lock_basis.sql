-- $1 role grants, $2 people, $3 authenticators, $4 now. Who revokes, suspends or removes waits until the settlement is
-- committed, or has done so before and is seen here. Three numbers: how many of each are still in force.
with grants as (
  select id from role_grant
   where id = any ($1::uuid[]) and revoked is null and starts <= $4::timestamptz and (ends is null or ends > $4::timestamptz)
   order by id for share
), people as (
  select p.id from person p
   where p.id = any ($2::uuid[]) and p.state = 'active' order by p.id for share
), service as (
  select a.person from affiliation a
   where a.person = any ($2::uuid[]) and a.superseded is null and a.starts <= $4::timestamptz
     and (a.ends is null or a.ends > $4::timestamptz)
   order by a.person for share
), keys as (
  select id from authenticator
   where id = any ($3::uuid[]) and (state = 'active' or (state = 'invalidated' and reason = '')) order by id for share
)
select (select count(*) from grants), (select count(*) from people), (select count(*) from service),
       (select count(*) from keys)
