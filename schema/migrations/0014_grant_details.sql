-- oldest-binary: 0.1.0
-- What a grant covers beyond its scopes: typed authorization details (RFC 9396), the resources its tokens are
-- for (RFC 8707; none: every audience of the client), and the key its tokens are bound to.
alter table oauth_grant
  add column authorization_details jsonb  not null default '[]' check (jsonb_typeof(authorization_details) = 'array'),
  add column resources             text[] not null default '{}',
  add column cnf                   text   not null default '';  -- a cnf value as JSON (RFC 7800 3.1), or empty

-- FAPI 2.0 Message Signing 5.3.1: how long a request object may be valid; null asks for no window.
alter table client_profile
  add column request_object_seconds integer check (request_object_seconds between 1 and 3600);
update client_profile set request_object_seconds = 3600 where name = 'fapi2';
update client_version set version = version + 1;
