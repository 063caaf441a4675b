select id, person, kind, contact, box, mac, issued, expires from issued_code
 where id = $1::uuid and used is null and expires > $2::timestamptz
