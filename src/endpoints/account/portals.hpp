// GET /account/portals; POST with action disconnect and client, or withdraw and grant.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_portals(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> disconnect_portal(const AccountDeps& deps,
                                                     http::Request& request);

}  // namespace tessera::endpoints
