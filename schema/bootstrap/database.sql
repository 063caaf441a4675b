-- Run once in the new database, as a superuser or its owner; harmless when repeated.
revoke all on schema public from public;
grant usage, create on schema public to tessera_owner;
grant usage on schema public to tessera_app, tessera_maintenance, tessera_audit;
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to tessera_owner, tessera_app, tessera_maintenance, tessera_audit',
                 current_database());
end
$$;
