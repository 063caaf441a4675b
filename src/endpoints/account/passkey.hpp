// GET and POST /account/authenticators/passkey: a passkey or security key is added. Needs a script,
// as browsers offer passkeys to scripts only.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_passkey(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> add_passkey(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
