-- $1 record: an invitation that was not used opens nothing any more; one that was tells the person.
with known as (
  select invitation as id from scim_user where id = $1::uuid and invitation is not null
), gone as (
  update invitation set state = 'revoked', contact = null
   where id = (select id from known) and state in ('open', 'accepted')
)
select i.person from invitation i join known k on k.id = i.id
 where i.state = 'used' and i.person is not null
