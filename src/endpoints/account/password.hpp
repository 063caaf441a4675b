// GET and POST /account/password: a new one, after the current one was given again.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_password(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> change_password(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
