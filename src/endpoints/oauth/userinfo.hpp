// GET and POST /oauth2/userinfo (OpenID Connect Core 5.3).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_userinfo(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
