-- Configuration as code (docs/adr/0042): what each manager applied last, and so which fields are its own.
-- oldest-binary: 0.1.0

create table managed_object (
  manager text        not null check (manager ~ '^[a-z][a-z0-9_-]{0,62}$'),
  kind    text        not null check (kind in ('unit', 'role', 'client', 'policy')),
  key     text        not null check (key ~ '^[a-z][a-z0-9_.-]{0,62}$'),
  object  text        not null,  -- id; of a role its name, of a policy its kind
  made    boolean     not null,  -- by this manager, so that it may remove it
  fields  jsonb       not null check (jsonb_typeof(fields) = 'object'),
  applied timestamptz not null,
  version bigint      not null default 1,
  primary key (manager, kind, key)
);
create unique index managed_object_once on managed_object (manager, kind, object);
create index managed_object_object on managed_object (kind, object);
