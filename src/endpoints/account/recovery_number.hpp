// /account/recovery/number: a telephone to which codes go as well.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_number(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> save_number(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
