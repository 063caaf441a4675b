-- After a restore into another cluster transaction ids start anew, so that $4 looks at all rows once.
select e.id, e.time, e.boot, e.n, e.type, e.actor, e.subject, e.body, e.mac, e.xid
  from journal_event e
 where ($4 or (e.xid >= $1::xid8 and e.xid < $2::xid8))
   and not exists (select from journal_leaf l where l.event_id = e.id)
 order by e.xid, e.id
 limit $3
