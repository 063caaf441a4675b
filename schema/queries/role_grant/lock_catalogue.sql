-- Grants go on side by side, but not while a role changes.
select pg_advisory_xact_lock_shared(hashtextextended('tessera.role', 0))
