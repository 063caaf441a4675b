-- What staff may do to an account, emergencies and reviews of grants (docs/adr/0040, requirements 4.4, R34 to R38).
-- oldest-binary: 0.1.0

-- hold: of staff. needs_*: what the person has to do before the account works again; kept through a suspension.
-- The table of steps is src/people/intervention.cpp. That nobody is active with one of them is held here too.
alter table person
  add column hold          text    not null default 'none' check (hold in ('none', 'suspended', 'blocked')),
  add column needs_reset   boolean not null default false,
  add column needs_reproof boolean not null default false,
  drop constraint person_frozen_by_check,
  add constraint person_frozen_by_check check (frozen_by in ('person', 'notice', 'staff'));
update person set hold = 'suspended' where state = 'suspended';
alter table person
  add constraint person_active_free
      check (state <> 'active' or (hold = 'none' and not needs_reset and not needs_reproof)),
  add constraint person_hold_suspended
      check (state in ('closed', 'erased') or (state = 'suspended') = (hold <> 'none'));

create or replace view person_row as
  select p.id, p.state, p.ial, p.citizen, p.locale, p.created, p.version,
         a.employer, a.unit, a.post, a.sponsor, a.starts, a.ends,
         p.frozen, p.frozen_until, p.frozen_by, p.hold, p.needs_reset, p.needs_reproof
    from person p left join affiliation a on a.person = p.id and a.superseded is null;

-- Blocking for good is more than suspending.
insert into permission (name, power) values ('person.block', false);
insert into role_permission (role, permission) values ('person_admin', 'person.block');
insert into permission_conflict (a, b) values ('audit_event.read', 'person.block');

-- What may be taken in an emergency: no power over others, no approval, no look at the journal.
alter table permission
  add column emergency boolean not null default false,
  add constraint permission_emergency_powerless check (not (emergency and power));
update permission set emergency = true
 where name in ('person.list', 'person.read', 'person.reveal', 'person.suspend', 'person.block', 'session.read',
                'session.end', 'application.list', 'application.read', 'evidence.read', 'account_case.read',
                'account_case.decide', 'client.read', 'client.write', 'role_grant.read', 'role_grant.revoke');
insert into permission (name, power) values
  ('break_glass.use', false), ('break_glass.read', false), ('break_glass.review', false),
  ('campaign.manage', false), ('campaign.review', false);
insert into role (name, title, builtin, rank, created) values
  ('duty_officer', 'role.duty_officer', true, 1, now()), ('overseer', 'role.overseer', true, 1, now()),
  ('grant_reviewer', 'role.grant_reviewer', true, 1, now());
insert into role_parent (role, role_rank, parent, parent_rank)
select name, 1, 'staff', 0 from role where name in ('duty_officer', 'overseer', 'grant_reviewer');
insert into role_permission (role, permission) values
  ('duty_officer', 'break_glass.use'),
  ('overseer', 'break_glass.read'), ('overseer', 'break_glass.review'),
  ('auditor', 'break_glass.read'),
  ('grant_reviewer', 'campaign.review'),
  ('role_admin', 'campaign.manage');
insert into permission_conflict (a, b) values ('break_glass.review', 'break_glass.use');

-- Power that somebody took in an emergency. seal: the MAC over what decides, as of role grants. proof_*: the extra
-- factor, good for one. actor_unit: of the affiliation then. Whoever was not reviewed takes no more.
create table break_glass (
  id                  uuid        primary key,
  actor               uuid        not null references person (id),
  actor_unit          uuid        not null references unit (id),
  session             uuid        not null,
  role_grant          uuid        not null references role_grant (id),
  permissions         text[]      not null check (cardinality(permissions) between 1 and 20),
  unit                uuid        not null references unit (id),
  subject             uuid        references person (id),
  reason              text        not null check (length(reason) between 3 and 500),
  opened              timestamptz not null,
  ends                timestamptz not null,
  proof_authenticator uuid        not null,
  proof_at            timestamptz not null,
  seal                bytea       not null,
  ended               timestamptz,
  review_due          timestamptz not null,
  reviewer            uuid        references person (id),
  verdict             text        check (verdict in ('justified', 'unjustified')),
  findings            text        check (length(findings) between 3 and 2000),
  reviewed            timestamptz,
  suspended           timestamptz,  -- the actor, because nobody reviewed in time
  check (ends > opened and ends <= opened + interval '60 minutes'),
  check (review_due <= opened + interval '72 hours'),
  check (subject is distinct from actor),
  check (reviewer is distinct from actor),
  check ((reviewed is null) = (verdict is null) and (reviewed is null) = (findings is null)
         and (reviewed is null) = (reviewer is null)),
  unique (proof_authenticator, proof_at)
);
create unique index break_glass_once on break_glass (actor) where reviewed is null;
create index break_glass_due on break_glass (review_due) where reviewed is null and suspended is null;
create index break_glass_list on break_glass (opened desc, id desc);
-- Who was touched under it, each once.
create table break_glass_touch (
  break_glass uuid        not null references break_glass (id),
  person      uuid        not null references person (id),
  first       timestamptz not null,
  permission  text        not null,
  primary key (break_glass, person)
);
revoke delete, truncate on break_glass, break_glass_touch from tessera_app;
revoke update on break_glass_touch from tessera_app;
grant select on break_glass, break_glass_touch to tessera_audit;

-- Reviews of role grants. review_by: what nobody keeps until then lapses.
alter table role_grant add column review_by timestamptz;
create index role_grant_review_by on role_grant (review_by) where review_by is not null and revoked is null;
-- Who reviews the grants of a unit and of those below it that have nobody of their own.
create table unit_reviewer (
  unit     uuid        primary key references unit (id),
  person   uuid        not null references person (id),
  set_by   uuid,        -- null: the system user
  changed  timestamptz not null,
  check (set_by is distinct from person)
);
-- kind move: of one person who went to another unit.
create table campaign (
  id         uuid        primary key,
  name       text        not null check (length(name) between 1 and 200),
  kind       text        not null check (kind in ('asked', 'scheduled', 'move')),
  started_by uuid,        -- null: the system user
  units      uuid[]      not null,  -- with all below them
  roles      text[]      not null,  -- none: all
  created    timestamptz not null,
  due        timestamptz not null check (due > created),
  reminded   integer     not null default 0,
  closed     timestamptz
);
create index campaign_open on campaign (due) where closed is null;
create index campaign_kind on campaign (kind, created desc);
create table campaign_item (
  campaign   uuid        not null references campaign (id),
  role_grant uuid        not null references role_grant (id),
  person     uuid        not null references person (id),
  unit       uuid        not null references unit (id),
  reviewer   uuid        references person (id),
  verdict    text        check (verdict in ('kept', 'ended', 'lapsed', 'over')),
  reason     text        check (length(reason) between 3 and 500),
  decided_by uuid,
  decided    timestamptz,
  primary key (campaign, role_grant),
  check (reviewer is distinct from person),
  check (decided_by is distinct from person),
  check ((verdict is null) = (decided is null)),
  check (verdict is null or verdict in ('lapsed', 'over') or (decided_by is not null and reason is not null))
);
create unique index campaign_item_once on campaign_item (role_grant) where decided is null;
create index campaign_item_open on campaign_item (campaign, role_grant) where decided is null;
create index campaign_item_reviewer on campaign_item (reviewer, campaign) where decided is null;
revoke delete, truncate on campaign, campaign_item from tessera_app;
grant select on campaign, campaign_item, unit_reviewer to tessera_audit;
