update outbox set due = $2::timestamptz, lease_until = null, failure = $3::text
 where id = $1::uuid and done is null and dead is null
