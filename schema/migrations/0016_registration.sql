-- oldest-binary: 0.1.0
-- Clients that register themselves: the tokens that admit them (RFC 7591 1.2) and the tokens by which they manage
-- their registration (RFC 7592 1.2). Digests of 256 random bits.

create table initial_access_token (
  id       uuid        primary key,
  digest   bytea       not null unique check (length(digest) = 32),
  name     text        not null,
  template jsonb       not null,   -- the most that a client may get
  created  timestamptz not null,
  expires  timestamptz not null,
  max_uses integer     not null check (max_uses between 1 and 1000),
  uses     integer     not null default 0 check (uses between 0 and max_uses),
  revoked  timestamptz
);
revoke delete on initial_access_token from tessera_app;

create table registered_client (
  client        uuid        primary key references client (id),
  digest        bytea       not null check (length(digest) = 32),
  initial_token uuid        references initial_access_token (id),   -- null: the sandbox was open
  registered    timestamptz not null
);
create index registered_client_time on registered_client (registered);
