// The step by smart card: to the listener that asks for it, and back with what it said.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> sign_in_with_certificate(const AccountDeps& deps,
                                                            http::Request& request);

}  // namespace tessera::endpoints
