-- oldest-binary: 0.1.0
-- Logos of clients as they were fetched, so that pages show them from here.

create table client_logo (
  client     uuid        primary key references client (id),
  uri        text        not null,
  media_type text,
  content    bytea       check (length(content) <= 65536),   -- null: nothing came yet
  fetched    timestamptz,
  tried      timestamptz not null,
  check ((content is null) = (media_type is null) and (content is null) = (fetched is null))
);
revoke delete on client_logo from tessera_app;

create index client_with_logo on client (id) where status = 'approved' and registration ? 'logo_uri';
