insert into schema_migration (version, name, checksum, oldest_binary, applied_by) values ($1, $2, $3, $4, $5)
