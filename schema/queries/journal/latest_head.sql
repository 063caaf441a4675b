select size, root, time, kid, jws from journal_head order by size desc limit 1
