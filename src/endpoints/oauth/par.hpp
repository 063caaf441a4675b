// POST /oauth2/par (RFC 9126 2).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> push_request(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
