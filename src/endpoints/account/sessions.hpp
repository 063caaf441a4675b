// GET /account/sessions; POST with action end (and session), end_others or end_all.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_sessions(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> end_sessions(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
