-- $1 person, $2 now, $3 client: whoever leaves leaves his roles behind, and what he passed on of them.
with recursive ended (id) as (
  select id from role_grant where person = $1::uuid and revoked is null
  union
  select g.id from role_grant g join ended e on g.delegated_from = e.id where g.revoked is null
)
update role_grant set revoked = $2::timestamptz, revoked_by = $3::uuid, revoke_reason = 'employment_ended',
       seal = null, version = version + 1
 where id in (select id from ended)
returning id
