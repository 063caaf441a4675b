-- $1 journal rows, $2 id, $3 person, $4 role, $5 unit, $6 starts, $7 ends, $8 reason, $9 granted by, $10 created,
-- $11 conflicts are allowed, $12 purposes, $13 delegated from, $14 request, $15 seal. Under the locks of the
-- catalogue, the person and the holders. A delegation only while its source is in force.
with recursive capped (name, most) as (
  select r.name, r.most_holders from role_reach(array[$4]) c join role r on r.name = c.via
   where r.most_holders is not null
), down (cap, role) as (
  select name, name from capped
  union
  select d.cap, p.role from down d join role_parent p on p.parent = d.role
), full_role as (
  select c.name from capped c
   where c.most <= (select count(distinct g.person)
                      from down d join role_grant g on g.role = d.role
                     where d.cap = c.name and g.revoked is null and (g.ends is null or g.ends > $6)
                       and g.person <> $3)
), held as (
  select rp.permission
    from role_reach(array(select distinct g.role from role_grant g
                           where g.person = $3 and g.revoked is null and (g.ends is null or g.ends > $6))) c
    join role_permission rp on rp.role = c.via
), fresh as (
  select rp.permission from role_reach(array[$4]) c join role_permission rp on rp.role = c.via
), new as (
  insert into role_grant (id, person, role, unit, starts, ends, reason, granted_by, created, purposes,
                          delegated_from, request, seal, openers)
  select $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $13, $14, $15,
         scim_openers($9::uuid, $4, $10::timestamptz)
   where not exists (select from role_grant g
                      where g.person = $3 and g.role = $4 and g.unit = $5 and g.revoked is null
                        and (g.ends is null or g.ends > $6) and ($7::timestamptz is null or g.starts < $7)
                        and g.delegated_from is not distinct from $13)
     and not exists (select from full_role)
     and ($13::uuid is null or exists (select from role_grant s
                                        where s.id = $13 and s.revoked is null and s.seal is not null
                                          and (s.ends is null or s.ends > $6)))
     and ($11::boolean or not exists (
           select from permission_conflict c
            where c.kind = 'static'
              and ((c.a in (select permission from fresh) and c.b in (select permission from held))
                   or (c.b in (select permission from fresh) and c.a in (select permission from held)))))
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id from new
