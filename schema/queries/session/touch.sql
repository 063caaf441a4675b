update session set last_seen = $2::timestamptz where id = $1::uuid and last_seen < $2::timestamptz and ended is null
