// GET and POST /account/codes: the sheet of look-up codes; the POST shows it once, to be printed.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_codes(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> make_codes(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
