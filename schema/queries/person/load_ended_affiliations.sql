select a.id, a.person, a.unit,
       array(with recursive held (id) as (
               select g.id from role_grant g where g.person = a.person and g.revoked is null
               union
               select g.id from role_grant g join held h on g.delegated_from = h.id where g.revoked is null)
             select id from held)
  from affiliation a
 where a.superseded is null and a.announced is null and a.ends <= $1::timestamptz
 order by a.ends limit 100
