-- Policies as data (docs/adr/0042): purposes that a deployment adds, and the level of sign-in that a role asks for.
-- oldest-binary: 0.1.0

alter table purpose
  add column version bigint not null default 1,
  add constraint purpose_words check (length(title) between 1 and 200 and length(legal_basis) between 1 and 200
                                      and cardinality(data_classes) > 0);
grant insert, update on purpose to tessera_app;

-- Beside the prerequisites of the role itself, so that built-in roles have a level too. Roles that inherit from it
-- ask for it as well.
create table sign_in_level (
  role    text        primary key references role (name) on delete cascade,
  least   text        not null check (least in ('aal2', 'aal2_phr', 'aal3')),
  changed timestamptz not null,
  version bigint      not null default 1
);
revoke truncate on sign_in_level from tessera_app;
grant select on sign_in_level to tessera_audit;

alter table managed_object drop constraint managed_object_kind_check,
  add constraint managed_object_kind_check
    check (kind in ('unit', 'role', 'client', 'purpose', 'policy', 'level'));
