-- The highest number of the metadata of authenticators (docs/adr/0037).
-- oldest-binary: 0.1.0

-- The highest number of a FIDO metadata blob that any node ever read: an older one is refused, so that nobody brings back
-- models that were withdrawn since (FIDO Metadata Service 3.1.6, 3.1.7 step 7).
create table passkey_metadata (
  one         boolean     primary key default true check (one),
  number      bigint      not null,
  next_update timestamptz not null,
  read        timestamptz not null   -- when this number was read first
);
revoke delete on passkey_metadata from tessera_app;
