select size, root, time, kid, jws from journal_head where size >= $1 order by size limit $2
