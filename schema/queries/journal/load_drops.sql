select month, events, coalesce(first_leaf, 0), coalesce(last_leaf, -1), coalesce(head_size, 0), head_root, dropped
  from journal_drop
 where not $1::boolean or announced is null
 order by month
