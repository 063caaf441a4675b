select box from evidence_chunk where evidence = $1::uuid and n = $2::integer
