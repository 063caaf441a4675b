-- Two grants to one person come one after the other, so that each sees what the other gave.
select pg_advisory_xact_lock(hashtextextended('tessera.role_grant.' || $1::text, 0))
