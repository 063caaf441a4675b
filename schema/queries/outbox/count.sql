select count(*) filter (where dead is null),
       count(*) filter (where dead is not null),
       coalesce(extract(epoch from $1::timestamptz - min(due) filter (where dead is null)), 0)::bigint
  from outbox
 where done is null
