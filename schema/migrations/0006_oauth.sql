-- oldest-binary: 0.1.0
-- Clients and their profiles, consents, pairwise subjects, grants with their refresh families, the release
-- ledger and the signing keys (docs/adr/0010, 0022).

-- The rules of a client are one row (docs/adr/0022).
create table client_profile (
  name                 text    primary key,
  require_pkce         boolean not null,   -- of confidential clients; public ones always must
  refresh_rotates      boolean not null,   -- else the refresh token is bound and stays
  ends_with_session    boolean not null,   -- refresh families end when the session does
  id_token_algs        text[]  not null,
  auth_methods         text[]  not null,
  code_seconds         integer not null check (code_seconds between 1 and 60),
  id_token_seconds     integer not null check (id_token_seconds between 1 and 3600),
  access_token_seconds integer not null check (access_token_seconds between 1 and 3600),
  refresh_seconds      integer not null check (refresh_seconds between 1 and 30 * 86400)
);
insert into client_profile values
  ('baseline', false, true, false, '{RS256,ES256,PS256,EdDSA}', '{client_secret_basic,client_secret_post,none}',
   60, 120, 300, 30 * 86400),
  ('fapi2', true, false, false, '{ES256,PS256,EdDSA}', '{client_secret_basic}', 60, 120, 300, 30 * 86400),
  ('legacy', false, true, false, '{RS256,ES256,PS256,EdDSA}', '{client_secret_basic,client_secret_post,none}',
   60, 120, 300, 30 * 86400);

create table client (
  id           uuid        primary key,
  status       text        not null check (status in ('draft', 'approved', 'suspended', 'expired')),
  profile      text        not null references client_profile (name),
  name         text        not null,
  home_uri     text        not null,
  registration jsonb       not null,
  created      timestamptz not null,
  updated      timestamptz not null,
  version      bigint      not null
);
revoke delete on client, client_profile from tessera_app;

-- SHA-256 of a generated 256-bit secret.
create table client_secret (
  id      uuid        primary key,
  client  uuid        not null references client (id),
  digest  bytea       not null check (length(digest) = 32),
  created timestamptz not null,
  expires timestamptz
);
create index client_secret_client on client_secret (client);

-- Moves with every change, so that nodes know when their snapshot is old.
create table client_version (
  one     boolean primary key default true check (one),
  version bigint  not null
);
insert into client_version (version) values (1);

create table consent (
  id          uuid        primary key,
  person      uuid        not null references person (id),
  client      uuid        not null references client (id),
  scopes      text[]      not null,
  claims      text[]      not null,
  locale      text        not null,
  text_digest text        not null,
  granted     timestamptz not null,
  ended       timestamptz
);
create unique index consent_current on consent (person, client) where ended is null;
revoke delete on consent from tessera_app;

-- One random name per person and sector; deleted with the person, never used again.
create table pairwise_subject (
  person  uuid        not null references person (id),
  sector  text        not null,
  subject text        not null unique,
  created timestamptz not null,
  primary key (person, sector)
);

-- What one redeemed code gave. The id is version 7 and stands in the code, so the primary key is the guard
-- against a second redemption. n, mode and rotated make it the refresh family.
create table oauth_grant (
  id              uuid        not null primary key,
  client          uuid        not null,
  person          uuid,                        -- null: a spoilt code that was never redeemed
  session         uuid,
  code_hash       bytea       not null,
  subject         text        not null default '',
  scopes          text[]      not null default '{}',
  claims          text[]      not null default '{}',
  id_token_claims text[]      not null default '{}',
  acr             text        not null default '',
  amr             text[]      not null default '{}',
  auth_time       timestamptz not null,
  created         timestamptz not null,
  mode            text        not null default 'none' check (mode in ('none', 'rotate', 'bound')),
  n               bigint      not null default 0,
  rotated         timestamptz,
  expires         timestamptz not null,
  revoked         timestamptz,
  reason          text
) partition by range (id);
create index oauth_grant_person on oauth_grant (person, client) where revoked is null;
create index oauth_grant_session on oauth_grant (session) where session is not null;
revoke delete on oauth_grant from tessera_app;

-- What a portal received: names, never values.
create table release (
  id      uuid        not null primary key,
  person  uuid        not null,
  client  uuid        not null,
  claims  text[]      not null,
  purpose text        not null,
  channel text        not null check (channel in ('id_token', 'userinfo')),
  time    timestamptz not null
) partition by range (id);
create index release_person on release (person, id);
revoke update, delete on release from tessera_app;

select ensure_month_partitions('oauth_grant', (now() at time zone 'UTC' - interval '1 month')::date, 5);
select ensure_month_partitions('release', (now() at time zone 'UTC' - interval '1 month')::date, 5);

-- One next and one active key per algorithm at most, whatever two nodes do.
create table signing_key (
  kid         text        primary key,
  alg         text        not null check (alg in ('RS256', 'PS256', 'ES256', 'EdDSA')),
  state       text        not null check (state in ('next', 'active', 'retired', 'removed')),
  private_box bytea,                          -- sealed under the purpose token_signing; null once removed
  public_der  bytea       not null,
  published   timestamptz not null,
  activated   timestamptz,
  retired     timestamptz,
  removed     timestamptz
);
create unique index signing_key_next on signing_key (alg) where state = 'next';
create unique index signing_key_active on signing_key (alg) where state = 'active';
revoke delete on signing_key from tessera_app;

-- When a restore says that nothing issued before an instant may be used again; '-infinity' otherwise.
create function issue_not_before() returns timestamptz
  language sql stable parallel safe
  return coalesce((select value::timestamptz from setting where key = 'issue_not_before'), '-infinity');
