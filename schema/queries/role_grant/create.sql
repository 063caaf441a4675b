with held as (
  select c.permission from role_grant g join role_closure c on c.role = g.role
   where g.person = $3 and g.revoked is null and (g.ends is null or g.ends > $6)
), fresh as (
  select permission from role_closure where role = $4
), new as (
  insert into role_grant (id, person, role, unit, starts, ends, reason, granted_by, created)
  select $2, $3, $4, $5, $6, $7, $8, $9, $10
   where not exists (select from role_grant g
                      where g.person = $3 and g.role = $4 and g.unit = $5 and g.revoked is null
                        and (g.ends is null or g.ends > $6) and ($7::timestamptz is null or g.starts < $7))
     and ($11::boolean or not exists (
           select from permission_conflict c
            where (c.a in (select permission from fresh) and c.b in (select permission from held))
               or (c.b in (select permission from fresh) and c.a in (select permission from held))))
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id from new
