select l.leaf, l.event_id, l.subject_n, l.leaf_hash, s.salt,
       e.id, e.time, e.boot, e.n, e.type, e.actor, e.subject, e.body, e.mac
  from journal_leaf l
  left join journal_event e on e.id = l.event_id
  left join journal_subject s on s.subject = e.subject
 where l.leaf >= $1
 order by l.leaf
 limit $2
