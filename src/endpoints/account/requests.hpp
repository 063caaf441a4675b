// GET /account/requests: what waits for the person's agreement (CIBA 8).
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_requests(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
