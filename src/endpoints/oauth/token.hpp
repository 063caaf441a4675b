// POST /oauth2/token (RFC 6749 3.2).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> issue_token(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
