-- $1 id, $2 now: one use more, if there is one left
update initial_access_token set uses = uses + 1
 where id = $1::uuid and uses < max_uses and revoked is null and expires > $2::timestamptz
returning id
