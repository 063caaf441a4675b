insert into journal_node (level, index, hash)
select level, index, hash from unnest($1::smallint[], $2::bigint[], $3::bytea[]) as t (level, index, hash)
