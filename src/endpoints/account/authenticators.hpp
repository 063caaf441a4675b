// GET /account/authenticators; POST with authenticator and action rename (label), lost, restore or
// remove. GET and POST /account/lost: put to rest with one factor.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_authenticators(const AccountDeps& deps,
                                                       http::Request& request);
[[nodiscard]] Task<http::Response> change_authenticator(const AccountDeps& deps,
                                                        http::Request& request);
[[nodiscard]] Task<http::Response> show_lost(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> report_lost(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
