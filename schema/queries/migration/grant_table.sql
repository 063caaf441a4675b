grant select on schema_migration to tessera_app, tessera_maintenance, tessera_audit
