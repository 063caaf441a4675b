select e.id, e.time, e.boot, e.n, e.type, e.actor, e.subject, e.body, e.mac,
       exists (select from journal_leaf l where l.event_id = e.id)
  from journal_event e
 where (e.boot, e.n) > ($1, $2)
 order by e.boot, e.n
 limit $3
