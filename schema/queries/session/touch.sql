-- plan: generic
update session
   set last_seen = $2::timestamptz, gap = greatest(gap, $3::integer),
       lapses = least(expires, $2::timestamptz + idle * interval '1 second' * 13 / 12)
 where id = $1::uuid and last_seen < $2::timestamptz and ended is null
