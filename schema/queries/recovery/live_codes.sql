-- plan: generic
select id, person, kind, contact, box, mac, issued, expires from issued_code
 where person = $1::uuid and kind = $2::text and used is null and expires > $3::timestamptz order by issued, id
