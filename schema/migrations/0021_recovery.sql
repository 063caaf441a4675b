-- Codes that were sent, recovery contacts and recoveries (docs/adr/0034, requirements 4.6).
-- oldest-binary: 0.1.0

-- A code that was sent: to validate an address, to recover an account, or to a recovery contact, for whom it is
-- made when he confirms (mac is empty until then). mac: over kind, person and code. box: the address that it
-- validates, sealed. A row is good once.
create table issued_code (
  id       uuid        primary key,
  person   uuid        not null references person (id),
  kind     text        not null check (kind in ('address', 'recovery', 'contact')),
  contact  uuid,
  box      bytea,
  mac      bytea       not null,
  issued   timestamptz not null,
  expires  timestamptz not null check (expires > issued),
  used     timestamptz
);
create index issued_code_person on issued_code (person, kind, issued);
create index issued_code_expires on issued_code (expires);

-- Somebody who passes a code on. box: name, address and how the person is known to them, sealed.
create table recovery_contact (
  id        uuid        primary key,
  person    uuid        not null references person (id),
  box       bytea       not null,
  created   timestamptz not null,
  confirmed timestamptz,
  ended     timestamptz
);
create index recovery_contact_person on recovery_contact (person) where ended is null;

-- The state table is src/authn/recovery_table.cpp. secret: SHA-256 of what the person comes back with. due: when
-- its time is over. proofs: words of the proofs that were given; password and second_factor: what is set up anew.
create table recovery (
  id            uuid        primary key,
  person        uuid        not null references person (id),
  state         text        not null
                check (state in ('waiting', 'ready', 'binding', 'completed', 'cancelled', 'expired')),
  proofs        text[]      not null,
  password      boolean     not null,
  second_factor boolean     not null,
  secret        bytea       unique check (length(secret) = 32),
  requested     timestamptz not null,
  entered       timestamptz not null,
  due           timestamptz,
  officer       uuid,
  reason        text        not null default '',
  version       bigint      not null default 1,
  check ((due is null) = (state in ('completed', 'cancelled', 'expired'))),
  check (officer is distinct from person)
);
create unique index recovery_open on recovery (person) where state in ('waiting', 'ready', 'binding');
create index recovery_due on recovery (due) where due is not null;

revoke delete on recovery, recovery_contact from tessera_app;

-- A second address for notices and codes; box: the address, sealed under the person's key.
create table notice_address (
  person    uuid        primary key references person (id),
  box       bytea       not null,
  validated timestamptz not null
);

-- Who may open a recovery at a desk, after a look at person and document; nobody who keeps the journal.
insert into permission (name, power) values ('person.recover', false);
insert into role_permission (role, permission) values ('registrar', 'person.recover');
insert into permission_conflict (a, b) values ('audit_event.read', 'person.recover');
