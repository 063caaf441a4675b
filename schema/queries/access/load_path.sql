select path from role_closure where role = $1 and permission = $2 order by cardinality(path), path limit 1
