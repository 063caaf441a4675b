// GET and POST /sign-in?flow=...: the pages of the ceremony. Without a flow it leads to /account.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_sign_in(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> answer_sign_in(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
