// GET /account: where everything is.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_account(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
