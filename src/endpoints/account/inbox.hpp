// The inbox of notices (R26).
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_inbox(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> mark_inbox(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
