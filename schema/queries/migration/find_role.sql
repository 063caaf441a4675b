select r.rolsuper or r.rolbypassrls or pg_has_role(current_user, d.datdba, 'member'), current_user::text
  from pg_roles r, pg_database d
  where r.rolname = current_user and d.datname = current_database()
