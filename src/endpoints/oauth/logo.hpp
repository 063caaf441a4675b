// GET /oauth2/logos/{client_id}: the logo of a client that serves, as it was fetched.
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_logo(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
