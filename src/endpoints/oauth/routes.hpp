// The protocol endpoints: /oauth2/... and /.well-known/...
#pragma once

#include <string>

#include <tessera/http/router.hpp>
#include <tessera/jose/key_snapshot.hpp>
#include <tessera/oauth/authorize_service.hpp>
#include <tessera/oauth/logout_service.hpp>
#include <tessera/oauth/token_service.hpp>
#include <tessera/oauth/token_verifier.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

struct OauthDeps {
  const Web& web;
  oauth::AuthorizeService& authorize;
  oauth::TokenService& tokens;
  oauth::TokenQueries& queries;
  oauth::LogoutService& logout;
  const jose::KeySnapshotHolder& keys;
};

// deps are copied; what they refer to must outlive the router.
void add_oauth_routes(http::Router& router, const OauthDeps& deps);

}  // namespace tessera::endpoints
