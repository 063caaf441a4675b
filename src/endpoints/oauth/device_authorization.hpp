// POST /oauth2/device_authorization (RFC 8628 3.1) and POST /oauth2/bc-authorize (CIBA 7).
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> authorize_device(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> authorize_backchannel(const OauthDeps& deps,
                                                         http::Request& request);

}  // namespace tessera::endpoints
