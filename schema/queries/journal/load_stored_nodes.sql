select index, hash from journal_node where level = $1 and index >= $2 and index < $3 order by index
