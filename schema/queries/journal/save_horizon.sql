update journal_tree set horizon = $1::xid8, cluster = journal_cluster()
