// GET and POST /account/authenticators/totp: one-time codes are set up by giving the first one.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_totp(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> add_totp(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
