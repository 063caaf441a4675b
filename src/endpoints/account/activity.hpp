// GET /account/activity: the newest events about the person.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_activity(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
