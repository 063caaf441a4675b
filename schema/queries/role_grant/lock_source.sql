-- A source that is revoked meanwhile is seen. $1 the grant that is delegated.
select id from role_grant where id = $1 for update
