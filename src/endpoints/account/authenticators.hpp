// GET /account/authenticators; POST with action remove and authenticator.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_authenticators(const AccountDeps& deps,
                                                       http::Request& request);
[[nodiscard]] Task<http::Response> remove_authenticator(const AccountDeps& deps,
                                                        http::Request& request);

}  // namespace tessera::endpoints
