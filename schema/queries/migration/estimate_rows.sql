select c.relname, sum(greatest(coalesce(p.reltuples, c.reltuples), 0))::bigint
  from pg_class c
  left join pg_partition_tree(c.oid) t on t.isleaf and c.relkind = 'p'
  left join pg_class p on p.oid = t.relid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname = any($1::text[])
  group by c.relname
  order by c.relname
