select name, require_pkce, refresh_rotates, ends_with_session, id_token_algs, auth_methods,
       code_seconds, id_token_seconds, access_token_seconds, refresh_seconds,
       require_par, require_sender_constraint, assertion_for_issuer_only, request_algs,
       response_types, response_modes, request_seconds, request_object_seconds
  from client_profile
