// POST /oauth2/introspect (RFC 7662 2).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> introspect_token(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
