with head as (
  insert into journal_head (size, root, time, kid, jws) values ($1, $4, $5, $6, $7)
)
update journal_tree set size = $1, edge = $2, horizon = $3::xid8, cluster = journal_cluster()
