-- oldest-binary: 0.1.0
-- What a grant covers beyond its scopes: typed authorization details (RFC 9396), the resources its tokens are
-- for (RFC 8707; none: every audience of the client), and the key its tokens are bound to.
alter table oauth_grant
  add column authorization_details jsonb  not null default '[]' check (jsonb_typeof(authorization_details) = 'array'),
  add column resources             text[] not null default '{}',
  add column cnf                   text   not null default '';  -- a cnf value as JSON (RFC 7800 3.1), or empty
