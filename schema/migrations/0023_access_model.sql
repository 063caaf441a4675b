-- The model of access: limits and prerequisites of roles, purposes and work cases, seals of grants, delegation
-- and separation of duties within a session (docs/adr/0038; R31, R32, R37, R89).
-- oldest-binary: 0.1.0

-- What a permission is about, derived from its name, and the class of the data that it opens: from 'personal' on
-- a person is looked at only for a purpose and in a live case.
alter table permission
  add column resource_type text not null generated always as (split_part(name, '.', 1)) stored,
  add column action        text not null generated always as (split_part(name, '.', 2)) stored,
  add column data_class    text not null default 'internal'
             check (data_class in ('none', 'internal', 'personal', 'restricted')),
  -- approvers that a grant of any role with this permission needs, so that a new role does not go round it
  add column approvals     integer not null default 0 check (approvals between 0 and 9);

insert into permission (name, power) values
  ('training.read', false), ('training.record', false),
  ('case.read', false), ('case.assign', false), ('case.close', false);
update permission set data_class = 'none'
 where name in ('unit.read', 'role.read', 'config.read', 'key.read');
update permission set data_class = 'personal'
 where name in ('application.read', 'application.decide', 'person.read');
update permission set data_class = 'restricted' where name in ('evidence.read', 'person.reveal');

-- Limits of a role. approvals: approvers that a grant of it needs. longest: days, and the end of a grant that
-- names none. most_holders: people at a time, null for any number. A role has the strictest of its own and of
-- every role that it inherits from.
alter table role
  add column approvals    integer not null default 0   check (approvals between 0 and 9),
  add column longest      integer not null default 365 check (longest between 1 and 3660),
  add column most_holders integer check (most_holders >= 1),
  add column delegable    boolean not null default false;

-- The roles that these roles inherit from, with themselves; expands nothing else.
create function role_reach(roles text[]) returns table (role text, via text)
  language sql stable parallel safe as $$
  with recursive reach (role, via) as (
    select x, x from unnest(roles) x
    union
    select r.role, p.parent
      from reach r cross join lateral (select x.parent from role_parent x where x.role = r.via offset 0) p
  )
  select role, via from reach
$$;
grant execute on function role_reach(text[]) to tessera_app, tessera_audit;

-- What somebody needs before the role works for him. value: a course, 'ial2', or the word of an acr.
create table role_prerequisite (
  role  text not null references role (name) on delete cascade,
  kind  text not null check (kind in ('course', 'ial', 'aal')),
  value text not null check (length(value) between 1 and 64),
  primary key (role, kind, value),
  check (kind <> 'course' or value ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  check (kind <> 'ial' or value in ('ial1', 'ial2', 'ial3')),
  check (kind <> 'aal' or value in ('aal1', 'aal2', 'aal2_phr', 'aal3'))
);

-- A course that somebody completed. told: the smallest number of days before its end that a notice was sent for.
create table training (
  id          uuid        primary key,
  person      uuid        not null references person (id),
  course      text        not null check (course ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  completed   timestamptz not null,
  expires     timestamptz not null check (expires > completed),
  recorded_by uuid,       -- null: the system user
  recorded    timestamptz not null,
  told        integer,
  check (recorded_by is distinct from person)
);
create index training_person on training (person, course, expires desc);
create index training_expires on training (expires);

-- Why staff look at people: code, text id, legal basis, and the classes of data that the purpose may open.
create table purpose (
  code         text    primary key check (code ~ '^[a-z][a-z0-9_]{1,62}$'),
  title        text    not null,
  legal_basis  text    not null,
  data_classes text[]  not null check (data_classes <@ array['personal', 'restricted'])
);
insert into purpose (code, title, legal_basis, data_classes) values
  ('enrolment',     'purpose.enrolment',     'GDPR 6(1)(e)', '{personal,restricted}'),
  ('support',       'purpose.support',       'GDPR 6(1)(e)', '{personal,restricted}'),
  ('correction',    'purpose.correction',    'GDPR 6(1)(c), 16', '{personal,restricted}'),
  ('complaint',     'purpose.complaint',     'GDPR 6(1)(c), 12', '{personal,restricted}'),
  ('legal_request', 'purpose.legal_request', 'GDPR 6(1)(c)', '{personal,restricted}'),
  ('recovery',      'purpose.recovery',      'GDPR 6(1)(e)', '{personal}');

-- seal: the MAC over what decides (src/access/grant_seal.cpp); a row without a right one counts for nothing.
alter table role_grant
  add column purposes       text[] not null default '{}',
  add column delegated_from uuid references role_grant (id),
  add column request        uuid,
  add column seal           bytea,
  add constraint role_grant_not_from_itself check (delegated_from is distinct from id),
  add constraint role_grant_revoked_unsealed check (revoked is null or seal is null);
create index role_grant_delegated on role_grant (delegated_from) where delegated_from is not null;
create index role_grant_role on role_grant (role) where revoked is null;

-- static: nobody holds both. dynamic: somebody may hold both and uses only one of them in one session.
alter table permission_conflict
  add column kind text not null default 'static' check (kind in ('static', 'dynamic'));
insert into permission_conflict (a, b, kind) values
  ('case.assign', 'person.reveal', 'dynamic'), ('application.decide', 'person.invite', 'dynamic');

-- A permission of a dynamic pair that was used in a session. session: of the person, or the person's id where a
-- token has none.
create table session_exercise (
  session    uuid        not null,
  permission text        not null references permission (name),
  person     uuid        not null,
  first      timestamptz not null,
  primary key (session, permission)
);
create index session_exercise_first on session_exercise (first);

-- The work that a look at a person belongs to. reference: number of the file elsewhere.
create table work_case (
  id        uuid        primary key,
  purpose   text        not null references purpose (code),
  reference text        not null check (reference ~ '^[A-Za-z0-9_./-]{1,64}$'),
  person    uuid        not null references person (id),
  assignee  uuid        not null references person (id),
  unit      uuid        not null references unit (id),
  opened_by uuid,       -- null: the system user
  opened    timestamptz not null,
  closes    timestamptz not null check (closes > opened),
  reason    text        not null check (length(reason) between 3 and 500),
  closed    timestamptz,
  closed_by uuid,
  version   bigint      not null default 1,
  constraint work_case_not_for_oneself check (opened_by is distinct from assignee),
  constraint work_case_not_about_assignee check (assignee <> person),
  constraint work_case_not_about_opener check (opened_by is distinct from person)
);
create index work_case_assignee on work_case (assignee, id) where closed is null;
create index work_case_person on work_case (person, id);
create index work_case_unit on work_case (unit, id);

-- How many people one actor may look at in an hour and in a day (R36). Changed by the owner of the database.
create table read_limit (
  span text    primary key check (span in ('hour', 'day')),
  most integer not null check (most > 0)
);
insert into read_limit (span, most) values ('hour', 60), ('day', 300);
create table read_count (
  actor uuid        not null,
  hour  timestamptz not null,
  reads integer     not null,
  primary key (actor, hour)
);
create index read_count_hour on read_count (hour);

insert into role (name, title, builtin, rank, created) values
  ('case_supervisor', 'role.case_supervisor', true, 1, now());
insert into role_parent (role, role_rank, parent, parent_rank) values ('case_supervisor', 1, 'staff', 0);
insert into role_permission (role, permission) values
  ('case_supervisor', 'case.read'), ('case_supervisor', 'case.assign'), ('case_supervisor', 'case.close'),
  ('case_supervisor', 'person.list'),
  ('person_admin', 'case.read'),
  ('role_admin', 'training.read'), ('role_admin', 'training.record');

revoke delete, truncate on training, work_case from tessera_app;
revoke insert, update, delete, truncate on purpose, read_limit from tessera_app;
grant select on role_prerequisite, training, purpose, work_case to tessera_audit;
grant select, delete on session_exercise, read_count to tessera_maintenance;
