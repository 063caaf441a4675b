-- oldest-binary: 0.1.0
-- The rules of a profile that FAPI 2.0, RFC 9126, RFC 9449 and the legacy response types need (docs/adr/0022).

alter table client_profile
  add column require_par               boolean not null default false,
  add column require_sender_constraint boolean not null default false,
  add column assertion_for_issuer_only boolean not null default false,
  add column request_algs              text[]  not null default '{RS256,ES256,PS256,EdDSA}',
  add column response_types            text[]  not null default '{code}',
  add column response_modes            text[]  not null default '{query,form_post,jwt,query.jwt,form_post.jwt}',
  add column request_seconds           integer not null default 60 check (request_seconds between 1 and 599);

update client_profile
   set auth_methods = '{client_secret_basic,client_secret_post,private_key_jwt,tls_client_auth,self_signed_tls_client_auth,none}'
 where name in ('baseline', 'legacy');

-- FAPI 2.0 Security Profile 5.3.2.1: no shared secrets, no public clients.
update client_profile
   set auth_methods = '{private_key_jwt,tls_client_auth,self_signed_tls_client_auth}',
       require_par = true, require_sender_constraint = true, assertion_for_issuer_only = true,
       request_algs = '{ES256,PS256,EdDSA}'
 where name = 'fapi2';

update client_profile
   set response_types = '{code,id_token,"id_token token","code id_token","code token","code id_token token"}',
       response_modes = '{query,fragment,form_post,jwt,query.jwt,fragment.jwt,form_post.jwt}'
 where name = 'legacy';

-- What the update of a registration may name from now on is read by this binary and later ones only; the version
-- row moves, so that each node reads the new rules.
update client_version set version = version + 1;
