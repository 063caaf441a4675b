-- Authenticators of every kind (docs/adr/0032), and what a session was made of.
-- oldest-binary: 0.1.0

-- lookup_key: SHA-256 of a WebAuthn credential id or of a certificate's key, to find the authenticator by what
-- was presented; one that is suspended keeps it, so that nobody else binds the same. sign_count: WebAuthn 6.1.1.
-- used_codes: of lookup_codes, a bit per code that was taken (used_codes and last_step are taken by compare and
-- set). characteristics: what is known of a key (uv, backup_eligible, backed_up, aaguid, attestation, hardware,
-- transports, anchor): no personal data. expires: of a certificate. reason: why the state is what it is.
alter table authenticator
  drop constraint authenticator_kind_check,
  add constraint authenticator_kind_check
      check (kind in ('password', 'totp', 'lookup_codes', 'passkey', 'certificate', 'saved_code')),
  drop constraint authenticator_state_check,
  add constraint authenticator_state_check
      check (state in ('pending', 'active', 'suspended', 'invalidated', 'disabled', 'expired', 'compromised')),
  add column lookup_key      bytea       check (length(lookup_key) = 32),
  add column sign_count      bigint      not null default 0 check (sign_count >= 0),
  add column used_codes      bigint      not null default 0,
  add column characteristics jsonb       not null default '{}' check (jsonb_typeof(characteristics) = 'object'),
  add column expires         timestamptz,
  add column reason          text        not null default '' check (length(reason) <= 60);
create unique index authenticator_lookup on authenticator (kind, lookup_key)
  where lookup_key is not null and state <> 'invalidated';
create unique index authenticator_one_of_its_kind on authenticator (person, kind)
  where kind in ('lookup_codes', 'saved_code') and state = 'active';

-- WebAuthn 5.4.3: what authenticators store of a person instead of a name; made with the first passkey.
create table user_handle (
  person uuid  primary key references person (id),
  handle bytea not null unique check (length(handle) = 32)
);
revoke update, delete on user_handle from tessera_app;

-- proofs: what the session was made of (method, authenticator, time and strength of each), so that a step-up asks
-- for what is missing. gap: the longest rest in seconds since the last sign-in or step-up; a level whose idle
-- limit it reaches is over, the session goes on at the next lower one.
alter table session
  add column proofs jsonb   not null default '[]' check (jsonb_typeof(proofs) = 'array'),
  add column gap    integer not null default 0 check (gap >= 0);
