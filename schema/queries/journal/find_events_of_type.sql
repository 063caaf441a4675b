-- plan: custom
-- The parameters of find_events, of whom actor and subject are absent. The types that begin like this are few, so each
-- is looked up by the index, and of each the newest events are read.
with recursive t (type) as (
  (select type collate "C" from journal_event
    where type collate "C" >= $1::text collate "C" order by type collate "C" limit 1)
  union all
  select (select e.type collate "C" from journal_event e
           where e.type collate "C" > t.type order by e.type collate "C" limit 1)
    from t where starts_with(t.type, $1::text)
)
select x.id, x.time, x.boot, x.n, x.type, x.actor, x.subject, x.body, x.mac
  from t
 cross join lateral (
    select *
      from journal_event e
     where e.type collate "C" = t.type
       and ($2::uuid is null or e.actor = $2::uuid)
       and ($3::uuid is null or e.subject = $3::uuid)
       and ($4::timestamptz is null or e.time >= $4::timestamptz)
       and ($5::timestamptz is null or e.time < $5::timestamptz)
       and ($6::uuid is null or e.id < $6::uuid)
       and ($8::uuid is null or e.id >= $8::uuid)
       and ($9::uuid is null or e.id < $9::uuid)
       and ($10::text[] is null or split_part(e.type, '.', 1) = any ($10::text[]))
     order by e.id desc
     limit $7::bigint) x
 where t.type is not null and starts_with(t.type, $1::text)
 order by x.id desc
 limit $7::bigint
