-- The payload stays for a while (forget_dead), so that an operator can deliver it after all.
update outbox set dead = $2::timestamptz, lease_until = null, failure = $3::text
 where id = $1::uuid and done is null and dead is null
