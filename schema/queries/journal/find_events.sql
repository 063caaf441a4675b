-- plan: custom
-- $1 beginning of the type, $2 actor, $3 subject, $4 from, $5 until, $6 before, $7 limit, $8 and $9 ids of the times,
-- $10 first words of types; null is any
select id, time, boot, n, type, actor, subject, body, mac
  from journal_event
 where ($1::text = '' or starts_with(type, $1::text))
   and ($2::uuid is null or actor = $2::uuid)
   and ($3::uuid is null or subject = $3::uuid)
   and ($4::timestamptz is null or time >= $4::timestamptz)
   and ($5::timestamptz is null or time < $5::timestamptz)
   and ($6::uuid is null or id < $6::uuid)
   and ($8::uuid is null or id >= $8::uuid)
   and ($9::uuid is null or id < $9::uuid)
   and ($10::text[] is null or split_part(type, '.', 1) = any ($10::text[]))
 order by id desc
 limit $7::bigint
