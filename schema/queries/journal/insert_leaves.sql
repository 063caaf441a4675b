insert into journal_leaf (leaf, event_id, subject_n, leaf_hash)
select leaf, event_id, nullif(subject_n, 0), leaf_hash
  from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bytea[]) as t (leaf, event_id, subject_n, leaf_hash)
