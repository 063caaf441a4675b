-- Authenticators and sessions (docs/adr/0010): consecutive failures and the last time step are columns of
-- the authenticator, a session has a durable row beside its record in Redis.
-- oldest-binary: 0.1.0

-- data: a password's Argon2id output sealed under the pepper key, a TOTP secret sealed under the secret
-- box key; both name their key. An authenticator that is gone keeps its row, without data.
create table authenticator (
  id                   uuid        primary key,
  person               uuid        not null references person (id),
  kind                 text        not null check (kind in ('password', 'totp')),
  state                text        not null default 'active'
                       check (state in ('pending', 'active', 'suspended', 'invalidated', 'disabled')),
  label                text        not null default '' check (length(label) <= 100),
  data                 bytea       not null,
  params               text        not null default '',  -- "m=19456,t=2,p=1" of a password
  consecutive_failures integer     not null default 0 check (consecutive_failures >= 0),
  last_step            bigint,                            -- RFC 6238 5.2: this step and earlier ones are used
  last_used            timestamptz,
  bound                timestamptz not null,
  ended                timestamptz
);
create index authenticator_person on authenticator (person) where state <> 'invalidated';
create unique index authenticator_password on authenticator (person) where kind = 'password' and state = 'active';

-- secret_hash: SHA-256 of the secret in the cookie; version grows with each rotation. idle: the idle
-- limit in seconds. last_seen may lag by a twelfth of it; lapses is when nothing can be left of the
-- session, that lag included.
create table session (
  id            uuid        primary key,
  secret_hash   bytea       not null check (length(secret_hash) = 32),
  version       bigint      not null default 1,
  person        uuid        not null references person (id),
  staff         boolean     not null,
  acr           text        not null,
  amr           text[]      not null,
  auth_time     timestamptz not null,
  created       timestamptz not null,
  last_seen     timestamptz not null,
  expires       timestamptz not null,
  lapses        timestamptz not null,
  idle          integer     not null check (idle > 0),
  user_agent    text        not null default '',
  address_class text        not null default '',
  ended         timestamptz,
  end_reason    text        not null default ''
);
create index session_person on session (person, expires);
create index session_lapses on session (lapses) where ended is null;

-- Marks of the whole deployment. issue_not_before: an RFC 3339 time; what was issued earlier (sessions,
-- codes, refresh tokens) is refused. Written by the owner after a restore, never by the application.
create table setting (
  key     text        primary key,
  value   text        not null,
  changed timestamptz not null
);
revoke insert, update, delete on setting from tessera_app;
revoke delete on authenticator, session from tessera_app;
grant select, delete on session to tessera_maintenance;
