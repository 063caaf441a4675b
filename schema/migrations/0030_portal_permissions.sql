-- Permissions that portals define and ask decisions about (docs/adr/0044).
-- oldest-binary: 0.1.0

-- A namespace belongs to the client that named it first, for ever: what roles were given for one portal never
-- comes to speak of another.
create table permission_namespace (
  name    text        primary key check (name ~ '^[a-z][a-z0-9_]{1,30}$'),
  client  uuid        not null unique references client (id),
  created timestamptz not null
);

-- "<namespace>:<type>.<action>". Those of this server have no colon, and a portal's never has power.
alter table permission
  drop constraint permission_name_check,
  add column namespace text generated always as (nullif(split_part(name, ':', 1), name)) stored
             references permission_namespace (name),
  add constraint permission_name_check
      check (name ~ '^[a-z_]+[.][a-z_]+$'
             or (name ~ '^[a-z][a-z0-9_]{1,30}:[A-Za-z0-9_-]{1,60}[.][A-Za-z0-9_-]{1,60}(:own)?$' and not power));

-- Every look-up of an actor asks for the permissions that open people; those of portals are none of them.
create index permission_opens_people on permission (name, data_class)
  where data_class in ('personal', 'restricted');

revoke update, delete, truncate on permission_namespace from tessera_app;
grant insert (name) on permission to tessera_app;
grant select on permission_namespace to tessera_audit;
