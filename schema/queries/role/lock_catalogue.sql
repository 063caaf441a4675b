-- Changes of the catalogue of roles come one after the other, and not while somebody is given a role.
select pg_advisory_xact_lock(hashtextextended('tessera.role', 0))
