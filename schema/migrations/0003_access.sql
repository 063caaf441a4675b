-- Permissions, roles, organisational units and role grants (docs/adr/0026).
-- oldest-binary: 0.1.0

-- A unit's parent is chosen when it is made and never changes, so the units are a tree by construction.
create table unit (
  id      uuid        primary key,
  parent  uuid        references unit (id),
  name    text        not null check (length(name) between 1 and 200),
  created timestamptz not null,
  version bigint      not null default 1,
  check (parent is distinct from id)
);
create unique index unit_one_root on unit ((true)) where parent is null;
create index unit_parent on unit (parent);
insert into unit (id, parent, name, created)
values ('00000000-0000-4000-8000-000000000001', null, 'Government', now());

-- What an operation asks for. power marks permissions that make other people powerful: a role holding
-- one is granted by the system user only.
create table permission (
  name  text    primary key check (name ~ '^[a-z_]+[.][a-z_]+$'),
  power boolean not null default false
);

create table role (
  name    text    primary key check (name ~ '^[a-z][a-z0-9_]{1,62}$'),
  title   text    not null,
  builtin boolean not null default false,
  rank    integer not null check (rank >= 0),
  created timestamptz not null,
  version bigint  not null default 1,
  unique (name, rank)
);

create table role_permission (
  role       text not null references role (name) on delete cascade,
  permission text not null references permission (name),
  primary key (role, permission)
);

-- A role inherits from roles of a lower rank only: a cycle cannot be written down.
create table role_parent (
  role        text    not null,
  role_rank   integer not null,
  parent      text    not null,
  parent_rank integer not null,
  primary key (role, parent),
  foreign key (role, role_rank) references role (name, rank) on update cascade on delete cascade,
  foreign key (parent, parent_rank) references role (name, rank) on update cascade,
  check (parent_rank < role_rank)
);
create index role_parent_parent on role_parent (parent);

-- Two permissions that nobody holds at the same time (separation of duties). Stated over permissions, so
-- that a role made of both cannot go round it.
create table permission_conflict (
  a text not null references permission (name),
  b text not null references permission (name),
  primary key (a, b),
  check (a < b)
);

create table role_grant (
  id         uuid        primary key,
  person     uuid        not null,
  role       text        not null references role (name),
  unit       uuid        not null references unit (id),
  starts     timestamptz not null,
  ends       timestamptz,
  reason     text        not null,
  granted_by uuid,        -- null: the system user
  created    timestamptz not null,
  revoked    timestamptz,
  revoked_by uuid,
  revoke_reason text,
  version    bigint      not null default 1,
  constraint role_grant_not_self check (granted_by is distinct from person),
  constraint role_grant_period check (ends is null or ends > starts)
);
create index role_grant_person on role_grant (person) where revoked is null;
create index role_grant_unit on role_grant (unit, id);
create unique index role_grant_once on role_grant (person, role, unit) where revoked is null and ends is null;

-- Every permission a role has, its own and inherited, with the way it came: role, parent, ..., permission.
create view role_closure as
  with recursive reach (role, via, path) as (
    select name, name, array[name] from role
    union all
    select r.role, p.parent, r.path || p.parent from reach r join role_parent p on p.role = r.via
  )
  select r.role, rp.permission, r.path || rp.permission as path
    from reach r join role_permission rp on rp.role = r.via;

insert into permission (name, power) values
  ('application.list', false), ('application.read', false), ('application.assign', false),
  ('application.decide', false), ('evidence.read', false),
  ('person.list', false), ('person.read', false), ('person.reveal', false),
  ('person.invite', false), ('person.suspend', false), ('person.write', false),
  ('unit.read', false), ('unit.write', false),
  ('role.read', false), ('role.write', true),
  ('role_grant.read', false), ('role_grant.create', true), ('role_grant.revoke', false),
  ('client.read', false), ('client.write', false),
  ('session.read', false), ('session.end', false),
  ('audit_event.read', false),
  ('key.read', false), ('key.rotate', false), ('config.read', false);

insert into role (name, title, builtin, rank, created) values
  ('staff',        'role.staff',        true, 0, now()),
  ('registrar',    'role.registrar',    true, 1, now()),
  ('role_admin',   'role.role_admin',   true, 1, now()),
  ('client_admin', 'role.client_admin', true, 1, now()),
  ('person_admin', 'role.person_admin', true, 1, now()),
  ('auditor',      'role.auditor',      true, 1, now()),
  ('operator',     'role.operator',     true, 1, now());

insert into role_parent (role, role_rank, parent, parent_rank)
select name, 1, 'staff', 0 from role where name <> 'staff';

insert into role_permission (role, permission) values
  ('staff', 'unit.read'), ('staff', 'role.read'),
  ('registrar', 'application.list'), ('registrar', 'application.read'), ('registrar', 'application.assign'),
  ('registrar', 'application.decide'), ('registrar', 'evidence.read'),
  ('role_admin', 'role.write'), ('role_admin', 'role_grant.read'), ('role_admin', 'role_grant.create'),
  ('role_admin', 'role_grant.revoke'), ('role_admin', 'person.list'), ('role_admin', 'person.read'),
  ('client_admin', 'client.read'), ('client_admin', 'client.write'),
  ('person_admin', 'person.list'), ('person_admin', 'person.read'), ('person_admin', 'person.reveal'),
  ('person_admin', 'person.invite'), ('person_admin', 'person.suspend'), ('person_admin', 'person.write'),
  ('person_admin', 'session.read'), ('person_admin', 'session.end'), ('person_admin', 'role_grant.read'),
  ('person_admin', 'unit.write'),
  ('auditor', 'audit_event.read'), ('auditor', 'role_grant.read'), ('auditor', 'client.read'),
  ('operator', 'key.read'), ('operator', 'key.rotate'), ('operator', 'config.read'),
  ('operator', 'session.read'), ('operator', 'client.read');

-- Whoever checks does not act; whoever lets people in does not give them power.
insert into permission_conflict (a, b) values
  ('application.decide', 'audit_event.read'), ('audit_event.read', 'client.write'),
  ('audit_event.read', 'key.rotate'), ('audit_event.read', 'person.invite'),
  ('audit_event.read', 'person.write'), ('audit_event.read', 'role.write'),
  ('audit_event.read', 'role_grant.create'), ('person.invite', 'role_grant.create');

-- Grants and units are never deleted: a grant is revoked, and the catalogue of permissions is data of a
-- release.
revoke delete, truncate on role_grant, unit from tessera_app;
revoke insert, update, delete, truncate on permission from tessera_app;
revoke insert, update, delete, truncate on permission_conflict from tessera_app;
grant select on unit, permission, role, role_permission, role_parent, permission_conflict, role_grant,
  role_closure
  to tessera_audit;
