// The person freezes the account (R65).
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_freeze(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> freeze_account(const AccountDeps& deps, http::Request& request);
// By the ticket of the sign-in page.
[[nodiscard]] Task<http::Response> unfreeze_account(const AccountDeps& deps,
                                                    http::Request& request);
[[nodiscard]] Task<http::Response> show_frozen(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
