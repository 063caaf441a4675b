-- Nodes that were seen after $2 and do not hold the master key $1; the asker itself ($3) does not count.
select boot from node where last_seen > $2 and not ($1 = any (masters)) and boot <> $3 order by boot
