// A smart card as a proof of recovery: to the listener that asks for it, and back with what it
// said.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> recover_with_certificate(const AccountDeps& deps,
                                                            http::Request& request);

}  // namespace tessera::endpoints
