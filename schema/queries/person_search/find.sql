-- plan: custom
-- $1 generation, $2 tokens, $3 limit. In no order: as many as are asked for are as good as any.
select person from person_search
 where generation = $1::bigint and tokens @> $2::integer[]
 limit $3::integer
