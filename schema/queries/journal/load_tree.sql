-- Every transaction before the horizon has ended: its rows are visible to the next statement.
select size, edge, case when cluster = journal_cluster() then horizon else '0' end,
       pg_snapshot_xmin(pg_current_snapshot()), cluster <> journal_cluster()
  from journal_tree
