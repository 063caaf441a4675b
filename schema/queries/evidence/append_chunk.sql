insert into evidence_chunk (evidence, n, box) values ($1::uuid, $2::integer, $3::bytea)
