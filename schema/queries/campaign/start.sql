-- $1 journal rows, $2 id, $3 name, $4 kind, $5 started by, $6 units, $7 roles, $8 now, $9 due, $10..$13 messages
-- (id, kind, payload, due). The reviewer is that of the unit, or of the nearest one above it, and never the holder or whoever gave
-- it. A grant that
-- waits for a review already is left there.
with recursive below (id) as (
  select unnest($6::uuid[])
  union
  select u.id from unit u join below b on u.parent = b.id
), chosen as (
  select g.id, g.person, g.unit, g.granted_by, g.openers
    from role_grant g
   where g.unit in (select id from below) and (cardinality($7::text[]) = 0 or g.role = any ($7::text[]))
     and g.revoked is null and (g.ends is null or g.ends > $8::timestamptz)
     and (g.review_by is null or g.review_by > $8::timestamptz)
     and not exists (select 1 from campaign_item i where i.role_grant = g.id and i.decided is null)
   for update of g
), made as (
  insert into campaign (id, name, kind, started_by, units, roles, created, due)
  select $2::uuid, $3::text, $4::text, $5::uuid, $6::uuid[], $7::text[], $8::timestamptz, $9::timestamptz
   where exists (select 1 from chosen)
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
  returning role_grant
), marked as (
  update role_grant g set review_by = least(coalesce(g.review_by, $9::timestamptz), $9::timestamptz),
         version = g.version + 1
   where g.id in (select role_grant from entered)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from made)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $8::timestamptz, u.due
    from unnest($10::uuid[], $11::text[], $12::bytea[], $13::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from made)
)
select count(*) from entered
