-- Until the end of the transaction; false if another sequencer works. An idle pass writes nothing.
select pg_try_advisory_xact_lock(hashtextextended('tessera.journal_tree', 0))
