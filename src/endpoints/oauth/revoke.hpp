// POST /oauth2/revoke (RFC 7009 2).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> revoke_token(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
