select id, parent, name, created, version from unit where id = $1
