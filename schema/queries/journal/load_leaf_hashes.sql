select leaf, leaf_hash from journal_leaf where leaf >= $1 and leaf < $2 order by leaf
