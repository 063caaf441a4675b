-- SCIM 2.0 (RFC 7643, RFC 7644): what HR systems say about the people of their units (docs/adr/0041).
-- oldest-binary: 0.1.0

-- Which unit, with those below it, a client keeps the employment records of.
create table scim_connection (
  client   uuid        primary key references client (id),
  unit     uuid        not null references unit (id),
  employer text        not null check (length(employer) between 1 and 200),
  created  timestamptz not null,
  version  bigint      not null default 1
);

-- Long-lived bearers of a client. digest: SHA-256 of 256 random bits.
create table scim_token (
  id      uuid        primary key,
  client  uuid        not null references scim_connection (client),
  digest  bytea       not null unique check (length(digest) = 32),
  created timestamptz not null,
  expires timestamptz not null check (expires > created),
  revoked timestamptz
);
create index scim_token_client on scim_token (client, created desc);

-- An employment record. box: the attributes as the client wrote them, sealed; null once it is deleted.
-- person: whom it employs, once the invitation was used.
create table scim_user (
  id         uuid        primary key,
  client     uuid        not null references scim_connection (client),
  unit       uuid        not null references unit (id),
  person     uuid        references person (id),
  invitation uuid,
  active     boolean     not null,
  box        bytea,
  created    timestamptz not null,
  changed    timestamptz not null,
  version    bigint      not null default 1,
  deleted    timestamptz,
  check ((box is null) = (deleted is not null))
);
create index scim_user_list on scim_user (client, id) where deleted is null;
create unique index scim_user_person on scim_user (person) where deleted is null and person is not null;
create index scim_user_waiting on scim_user (invitation) where person is null and invitation is not null;

-- Keyed fingerprints for look-ups by equality. A userName belongs to one record of the client.
create table scim_fingerprint (
  scim_user uuid  not null references scim_user (id),
  client    uuid  not null,
  kind      text  not null check (kind in ('user_name', 'external_id', 'email', 'employee_number')),
  value     bytea not null,
  constraint scim_fingerprint_key primary key (scim_user, kind, value)
);
create index scim_fingerprint_value on scim_fingerprint (client, kind, value);
create unique index scim_user_name on scim_fingerprint (client, value) where kind = 'user_name';

-- A role that a client sees as a group, held at the connection's unit.
create table scim_group (
  id      uuid        primary key,
  client  uuid        not null references scim_connection (client),
  role    text        not null references role (name) on update cascade on delete cascade,
  created timestamptz not null,
  changed timestamptz not null,
  version bigint      not null default 1,
  unique (client, role)
);

-- role_grant: null while there is nobody yet who could hold it.
create table scim_member (
  scim_group uuid        not null references scim_group (id) on delete cascade,
  scim_user  uuid        not null references scim_user (id),
  role_grant uuid        references role_grant (id),
  added      timestamptz not null,
  primary key (scim_group, scim_user)
);
create index scim_member_user on scim_member (scim_user);

revoke delete, truncate on scim_connection, scim_token, scim_user from tessera_app;
grant select on scim_connection, scim_group, scim_member to tessera_audit;
