-- Four eyes: requests, what approvers signed, and how many each kind of operation needs (docs/adr/0039; R37).
-- oldest-binary: 0.1.0

insert into permission (name, power) values ('approval.read', false), ('approval.decide', false);
insert into role (name, title, builtin, rank, created) values ('approver', 'role.approver', true, 1, now());
insert into role_parent (role, role_rank, parent, parent_rank) values ('approver', 1, 'staff', 0);
insert into role_permission (role, permission) values
  ('approver', 'approval.read'), ('approver', 'approval.decide'), ('auditor', 'approval.read');
-- Whoever checks does not act.
insert into permission_conflict (a, b) values ('approval.decide', 'audit_event.read');

-- Approvers that an operation needs; 0: none. Role grants have theirs in the role.
create table approval_policy (
  kind    text        primary key check (kind in ('client', 'key_rotation', 'break_glass')),
  needed  integer     not null check (needed between 0 and 9),
  changed timestamptz not null
);
insert into approval_policy (kind, needed, changed) values
  ('client', 0, now()), ('key_rotation', 1, now()), ('break_glass', 1, now());

-- object: what is signed, canonical JSON; it repeats the columns that decide, and `seal` is a MAC over it, so that
-- a row which was written or altered past tessera is approved by nobody.
create table approval_request (
  id          uuid        primary key,
  kind        text        not null check (kind in ('role_grant', 'client', 'key_rotation', 'break_glass')),
  state       text        not null default 'pending'
              check (state in ('pending', 'approved', 'executed', 'refused', 'withdrawn', 'expired')),
  subject     text        not null,
  object      text        not null,
  object_hash bytea       not null check (length(object_hash) = 32),
  seal        bytea       not null,
  requester   uuid,       -- null: the system user
  beneficiary uuid,
  unit        uuid        not null references unit (id),
  needed      integer     not null check (needed between 1 and 9),
  pool        integer     not null check (pool >= needed),
  reason      text        not null check (length(reason) between 3 and 500),
  created     timestamptz not null,
  expires     timestamptz not null check (expires > created),
  changed     timestamptz not null,
  ended       timestamptz,
  failure     text        not null default '',
  reminded    integer     not null default 0,
  escalated   boolean     not null default false,
  version     bigint      not null default 1,
  constraint approval_request_not_for_oneself check (requester is distinct from beneficiary or requester is null)
);
create unique index approval_request_once on approval_request (kind, subject) where state in ('pending', 'approved');
create index approval_request_open on approval_request (id) where state in ('pending', 'approved');
create index approval_request_unit on approval_request (unit, id);
create index approval_request_requester on approval_request (requester, id);
create index approval_request_grant on approval_request (subject) where kind = 'role_grant';

-- What one approver signed: WebAuthn client data, authenticator data and signature. key_box: credential id and public
-- key as they were then, sealed for this request and approver.
create table approval (
  request            uuid        not null references approval_request (id),
  approver           uuid        not null references person (id),
  verdict            text        not null check (verdict in ('approve', 'refuse')),
  reason             text        not null default '' check (length(reason) <= 500),
  authenticator      uuid        not null,
  client_data        bytea       not null,
  authenticator_data bytea       not null,
  signature          bytea       not null,
  key_box            bytea       not null,
  signed             timestamptz not null,
  primary key (request, approver)
);
create index approval_approver on approval (approver);

alter table role_grant add foreign key (request) references approval_request (id);

revoke delete, truncate on approval_request, approval, approval_policy from tessera_app;
revoke update on approval from tessera_app;
grant select on approval_request, approval, approval_policy to tessera_audit;
