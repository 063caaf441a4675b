-- Persons: attributes encrypted field by field under a key per person (docs/adr/0012).
-- oldest-binary: 0.1.0

create table person (
  id      uuid        primary key,
  state   text        not null default 'pending_binding'
          check (state in ('pending_binding', 'active', 'suspended', 'closed', 'erased')),
  ial     smallint    not null default 0 check (ial between 0 and 3),
  citizen boolean     not null,
  locale  text        not null default '',
  created timestamptz not null,
  changed timestamptz not null,
  version bigint      not null default 1
);
create index person_state on person (state, id);

-- The key of a person's values, wrapped by the epoch key of its month. Deleting the row is the erasure,
-- and forgetting the epoch key takes it to the backups.
create table person_key (
  person    uuid        primary key references person (id),
  wrapped   bytea       not null,
  epoch_key bigint      not null,
  created   timestamptz not null
);
create index person_key_epoch on person_key (epoch_key);

-- Values with their origin. superseded: when another value took its place; the rows of a name tell what
-- was known on any day.
create table attribute (
  person     uuid        not null references person (id),
  name       text        not null,
  recorded   timestamptz not null,
  box        bytea       not null,
  source     text        not null,
  method     text        not null,
  verifier   uuid,
  verified   timestamptz,
  superseded timestamptz check (superseded >= recorded),
  primary key (person, name, recorded)
);
create unique index attribute_current on attribute (person, name) where superseded is null;

-- Keyed fingerprints for equality look-up. A login belongs to one person.
create table fingerprint (
  person uuid  not null references person (id),
  kind   text  not null,
  value  bytea not null,
  primary key (person, kind, value)
);
create index fingerprint_value on fingerprint (kind, value);
create unique index fingerprint_login on fingerprint (value) where kind = 'login';

-- The staff persona. announced: when its end was told to sessions and portals.
create table affiliation (
  id         uuid        primary key default gen_random_uuid(),
  person     uuid        not null references person (id),
  employer   text        not null,
  unit       uuid        not null,
  post       text        not null,
  sponsor    uuid        check (sponsor is distinct from person),
  starts     timestamptz not null,
  ends       timestamptz check (ends > starts),
  recorded   timestamptz not null,
  superseded timestamptz,
  announced  timestamptz
);
create unique index affiliation_current on affiliation (person) where superseded is null;
create index affiliation_unit on affiliation (unit, person) where superseded is null;
create index affiliation_due on affiliation (ends) where superseded is null and announced is null;

-- A person as every reader of this schema sees it.
create view person_row as
  select p.id, p.state, p.ial, p.citizen, p.locale, p.created, p.version,
         a.employer, a.unit, a.post, a.sponsor, a.starts, a.ends
    from person p left join affiliation a on a.person = p.id and a.superseded is null;
