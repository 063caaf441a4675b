-- $1 person, $2 id, $3 now, $4 due, $5..$7 message (id, kind, payload). In the transaction that moves somebody to
-- another unit: what he holds is reviewed, or lapses.
with recursive chosen as (
  select g.id, g.person, g.unit, g.granted_by, g.openers
    from role_grant g
   where g.person = $1::uuid and g.revoked is null and (g.ends is null or g.ends > $3::timestamptz)
     and (g.review_by is null or g.review_by > $3::timestamptz)
   for update of g
), made as (
  insert into campaign (id, name, kind, units, roles, created, due)
  select $2::uuid, 'move', 'move', '{}', '{}', $3::timestamptz, $4::timestamptz where exists (select 1 from chosen)
  returning id
), entered as (
  insert into campaign_item (campaign, role_grant, person, unit, reviewer)
  select made.id, c.id, c.person, c.unit,
         (with recursive up (id, depth) as (
            select c.unit, 0
            union all
            select u.parent, up.depth + 1 from up join unit u on u.id = up.id where u.parent is not null)
          select r.person from up join unit_reviewer r on r.unit = up.id
           where r.person <> c.person and r.person is distinct from c.granted_by
             and r.person <> all (c.openers)
           order by up.depth limit 1)
    from chosen c, made
   where not exists (select 1 from campaign_item i where i.role_grant = c.id and i.decided is null)
), marked as (
  update role_grant g set review_by = least(coalesce(g.review_by, $4::timestamptz), $4::timestamptz),
         version = g.version + 1
   where g.id in (select id from chosen)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select $5::uuid, $6::text, $7::bytea, $3::timestamptz, $3::timestamptz from made
)
select id from made
