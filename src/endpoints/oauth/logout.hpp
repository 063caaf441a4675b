// GET and POST /oauth2/logout (OpenID Connect RP-Initiated Logout 2) and its flow URL.
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> start_logout(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> start_logout_by_post(const OauthDeps& deps,
                                                        http::Request& request);
// The flow URL: /oauth2/logout/confirm?request=...
[[nodiscard]] Task<http::Response> continue_logout(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> confirm_logout(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
