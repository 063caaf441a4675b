// A smart card of the account: read, shown, bound.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_certificate(const AccountDeps& deps,
                                                    http::Request& request);
[[nodiscard]] Task<http::Response> add_certificate(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
