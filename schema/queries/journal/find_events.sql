-- plan: custom
select id, time, boot, n, type, actor, subject, body, mac
  from journal_event
 where ($1 = '' or starts_with(type, $1))
   and ($2::uuid is null or actor = $2)
   and ($3::uuid is null or subject = $3)
   and ($4::timestamptz is null or time >= $4)
   and ($5::timestamptz is null or time < $5)
   and ($6::uuid is null or id < $6)
 order by id desc
 limit $7
