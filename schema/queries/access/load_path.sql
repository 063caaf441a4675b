-- $1 role, $2 permission: the shortest way.
with recursive reach (via, path) as (
  select $1::text, array[$1::text]
  union all
  select p.parent, r.path || p.parent from reach r join role_parent p on p.role = r.via
)
select r.path || rp.permission
  from reach r join role_permission rp on rp.role = r.via
 where rp.permission = $2
 order by cardinality(r.path), r.path limit 1
