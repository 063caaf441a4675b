-- Run once per PostgreSQL cluster, as a superuser or a role with CREATEROLE; harmless when repeated.
-- Passwords or certificate maps are given to the roles by the operator, not here.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['tessera_owner', 'tessera_app', 'tessera_maintenance', 'tessera_audit'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls',
                       wanted);
      exception when duplicate_object then null;  -- another start was quicker
      end;
    end if;
  end loop;
end
$$;
