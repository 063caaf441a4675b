select distinct person from fingerprint where kind = $1::text and value = any($2::bytea[]) order by person limit 50
