-- Two uses under one session come one after the other, so that each sees the other.
select pg_advisory_xact_lock(hashtextextended('tessera.exercise.' || $1::text, 0))
