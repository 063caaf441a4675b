// GET and POST /oauth2/authorize (RFC 6749 3.1) and its flow URL.
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> start_authorize(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> start_authorize_by_post(const OauthDeps& deps,
                                                           http::Request& request);
// The flow URL: /oauth2/authorize/continue?request=...
[[nodiscard]] Task<http::Response> continue_authorize(const OauthDeps& deps,
                                                      http::Request& request);
[[nodiscard]] Task<http::Response> answer_consent(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
