// The protocol endpoints: /oauth2/..., /access/v1/... and /.well-known/...
#pragma once

#include <string>

#include <tessera/http/router.hpp>
#include <tessera/jose/key_snapshot.hpp>
#include <tessera/oauth/authorize_service.hpp>
#include <tessera/oauth/ciba_service.hpp>
#include <tessera/oauth/client_logo.hpp>
#include <tessera/oauth/decision_point.hpp>
#include <tessera/oauth/device_authorization.hpp>
#include <tessera/oauth/dpop.hpp>
#include <tessera/oauth/logout_service.hpp>
#include <tessera/oauth/pending_service.hpp>
#include <tessera/oauth/portal_list.hpp>
#include <tessera/oauth/pushed_request.hpp>
#include <tessera/oauth/registration_service.hpp>
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
  oauth::DpopProofs& dpop;
  oauth::PushedRequestService& pushed;
  oauth::DeviceAuthorization& devices;
  oauth::CibaService& ciba;
  oauth::PendingService& pending;
  const jose::KeySnapshotHolder& keys;
  oauth::RegistrationService& registration;
  oauth::PortalList& portals;
  oauth::ClientLogos& logos;
  oauth::DecisionPoint& decisions;
  std::string trust_framework;
};

// deps are copied; what they refer to must outlive the router.
void add_oauth_routes(http::Router& router, const OauthDeps& deps);
// Those that a listener for certificates serves: what clients call, never a page (RFC 8705 5).
void add_client_routes(http::Router& router, const OauthDeps& deps);

}  // namespace tessera::endpoints
