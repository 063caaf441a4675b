-- Applications, evidence and invitations (docs/adr/0012, requirements 4.4).
-- oldest-binary: 0.1.0

create table invitation (
  id          uuid        primary key,
  state       text        not null default 'open'
              check (state in ('open', 'accepted', 'used', 'revoked', 'expired')),
  bootstrap   boolean     not null,
  code_hash   bytea       not null unique,
  contact     bytea,      -- sealed mail address; null for the bootstrap, and once it is over
  employer    text        not null,
  unit        uuid        not null,
  post        text        not null,
  sponsor     uuid,
  starts      timestamptz not null,
  ends        timestamptz check (ends > starts),
  locale      text        not null,
  invited_by  uuid,
  application uuid,
  person      uuid,
  created     timestamptz not null,
  expires     timestamptz not null
);
create index invitation_created on invitation (created desc);
create unique index invitation_one_bootstrap on invitation ((true)) where bootstrap and state in ('open', 'accepted');

create table application (
  id                   uuid        primary key,
  kind                 text        not null check (kind in ('citizen', 'staff', 'bootstrap')),
  state                text        not null,
  person               uuid        not null,
  existing_person      boolean     not null,
  invitation           uuid        references invitation (id),
  tracking             text        unique,
  continuation_hash    bytea       not null unique,
  continuation_expires timestamptz not null,
  locale               text        not null,
  created              timestamptz not null,
  entered              timestamptz not null,
  timer_due            timestamptz,
  timer_step           integer     not null,
  deletion_due         timestamptz,
  deleted              timestamptz,
  assignee             uuid,
  duplicate            boolean     not null,
  escalated            boolean     not null,
  contact_verified     boolean     not null,
  notice_version       text        not null,
  consent_version      text        not null,
  consented            timestamptz,
  reasons              text[]      not null,
  may_edit             boolean     not null,
  supplied             boolean     not null,
  changed              timestamptz not null,
  version              bigint      not null
);
create index application_queue on application (state, entered);
create index application_assignee on application (assignee) where assignee is not null;
create index application_timer on application (timer_due) where timer_due is not null;
create index application_deletion on application (deletion_due) where deleted is null;

-- Deleting the row makes every value and the documents' details unreadable.
create table application_key (
  application uuid   primary key references application (id),
  wrapped     bytea  not null,
  epoch_key   bigint not null
);
create index application_key_epoch on application_key (epoch_key);

create table application_value (
  application uuid        not null references application (id),
  name        text        not null,
  box         bytea       not null,
  verified    timestamptz,
  recorded    timestamptz not null,
  primary key (application, name)
);

create table application_fingerprint (
  application uuid  not null references application (id),
  kind        text  not null,
  value       bytea not null,
  primary key (application, kind, value)
);
create index application_fingerprint_value on application_fingerprint (kind, value);

create table application_step (
  id           uuid        primary key,
  application  uuid        not null references application (id),
  from_state   text        not null,
  event        text        not null,
  to_state     text        not null,
  who          text        not null check (who in ('applicant', 'officer', 'system')),
  officer      uuid,
  reasons      text[]      not null,
  rule_version text        not null,
  at           timestamptz not null,
  -- An adverse end is a human decision with a reason.
  check (to_state <> 'rejected' or (officer is not null and cardinality(reasons) > 0))
);
create index application_step_application on application_step (application, id);

-- The same document or mail address elsewhere: for officers, never merged, never told.
create table duplicate_case (
  id                bigint generated always as identity primary key,
  application       uuid        not null references application (id),
  kind              text        not null,
  other_application uuid        references application (id),
  other_person      uuid        references person (id),
  opened            timestamptz not null,
  unique nulls not distinct (application, kind, other_application, other_person)
);
create index duplicate_case_other on duplicate_case (other_application) where other_application is not null;

create table contact_code (
  application uuid        primary key references application (id),
  mac         bytea       not null,
  expires     timestamptz not null,
  tries       integer     not null default 0,
  used        timestamptz
);

-- state: uploading, stored, deleted. The digest stays after the deletion (R08).
create table evidence (
  id            uuid        primary key,
  application   uuid        not null references application (id),
  state         text        not null check (state in ('uploading', 'stored', 'deleted')),
  wrapped       bytea       check (wrapped is null or state <> 'deleted'),
  document_type text        not null,
  media_type    text        not null,
  size          bigint      not null,
  digest        bytea       not null,
  scan          text        not null,
  uploaded      timestamptz not null
);
create index evidence_application on evidence (application, uploaded);
create index evidence_uploading on evidence (uploaded) where state = 'uploading';

create table evidence_chunk (
  evidence uuid    not null references evidence (id),
  n        integer not null check (n between 0 and 63),
  box      bytea   not null check (length(box) <= 262144 + 128),
  primary key (evidence, n)
);
alter table evidence_chunk alter column box set storage external;  -- sealed bytes do not compress
