-- Notices to persons, accounts that are frozen, and cases of "this was not me" (requirements 4.6, docs/adr/0035).
-- oldest-binary: 0.1.0

-- frozen: by the person or by the link of a notice; nobody signs in, no token is issued, until it is lifted or
-- frozen_until has passed. frozen: since when; frozen_by: whose wish it was, and so who lifts it.
alter table person
  drop constraint person_state_check,
  add constraint person_state_check
      check (state in ('pending_binding', 'active', 'frozen', 'suspended', 'closed', 'erased')),
  add column frozen       timestamptz,
  add column frozen_until timestamptz,
  add column frozen_by    text check (frozen_by in ('person', 'notice'));
create index person_frozen_until on person (frozen_until) where state = 'frozen' and frozen_until is not null;

create or replace view person_row as
  select p.id, p.state, p.ial, p.citizen, p.locale, p.created, p.version,
         a.employer, a.unit, a.post, a.sponsor, a.starts, a.ends,
         p.frozen, p.frozen_until, p.frozen_by
    from person p left join affiliation a on a.person = p.id and a.superseded is null;

-- The inbox. facts: a JSON object sealed under the person's key. token_hash: SHA-256 of the token in the mail's
-- link, which may be used once until token_expires. id: version 7, of the message that made the row.
create table notice (
  id            uuid        primary key,
  person        uuid        not null references person (id),
  kind          text        not null,
  happened      timestamptz not null,
  facts         bytea       not null,
  authenticator uuid,
  token_hash    bytea       unique check (length(token_hash) = 32),
  token_expires timestamptz check ((token_expires is null) = (token_hash is null)),
  repudiated    timestamptz,
  read          timestamptz
);
create index notice_person on notice (person, id desc);
create index notice_unread on notice (person) where read is null;
revoke delete on notice from tessera_app;
grant select, delete on notice to tessera_maintenance;

-- What a person said was not him, until somebody has closed it. note: sealed under the person's key.
create table account_case (
  id      uuid        primary key,
  person  uuid        not null references person (id),
  opened  timestamptz not null,
  closed  timestamptz,
  outcome text        check (outcome in ('proven', 'released')),
  check ((closed is null) = (outcome is null))
);
create unique index account_case_open on account_case (person) where closed is null;
create index account_case_queue on account_case (opened, id) where closed is null;
create table account_case_step (
  id            uuid        primary key,
  account_case  uuid        not null references account_case (id),
  time          timestamptz not null,
  action        text        not null check (action in ('reported', 'noted', 'proven', 'released')),
  actor         uuid,                               -- null: whoever had the link, or the system
  notice        uuid,
  notice_kind   text,
  authenticator uuid,
  note          bytea
);
create index account_case_step_case on account_case_step (account_case, id);
revoke delete on account_case, account_case_step from tessera_app;
revoke update on account_case_step from tessera_app;

-- Where a session was made, by the operator's own list of networks.
alter table session add column place text not null default '';

-- The desk of those cases: whoever enrols people, and whoever keeps them.
insert into permission (name, power) values ('account_case.read', false), ('account_case.decide', false);
insert into role_permission (role, permission) values
  ('registrar', 'account_case.read'), ('registrar', 'account_case.decide'),
  ('person_admin', 'account_case.read'), ('person_admin', 'account_case.decide');
