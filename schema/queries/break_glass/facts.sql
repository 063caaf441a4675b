-- $1 permissions asked for, $2 held ones, $3 unit, $4 subject or null, $5 actor
select array(select x from unnest($1::text[]) x
              where not exists (select 1 from permission p where p.name = x and p.emergency)),
       exists (select 1 from permission where name = any ($1::text[]) and data_class in ('personal', 'restricted')),
       array(select a || ' + ' || b from permission_conflict
              where kind = 'static' and (a = any ($1::text[]) or b = any ($1::text[]))
                and a = any ($1::text[] || $2::text[]) and b = any ($1::text[] || $2::text[])
              order by a, b),
       exists (select 1 from unit where id = $3::uuid),
       exists (select 1 from person where id = $4::uuid and state <> 'erased'),
       exists (select 1 from break_glass where actor = $5::uuid and reviewed is null)
