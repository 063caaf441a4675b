select version, name, checksum, oldest_binary, applied from schema_migration order by version
