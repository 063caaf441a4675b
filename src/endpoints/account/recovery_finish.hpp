// GET and POST /recover/continue: back with the secret; /recover/new?r=...: new ways to sign in.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_recover_continue(const AccountDeps& deps,
                                                         http::Request& request);
[[nodiscard]] Task<http::Response> continue_recover(const AccountDeps& deps,
                                                    http::Request& request);
[[nodiscard]] Task<http::Response> show_recover_new(const AccountDeps& deps,
                                                    http::Request& request);
[[nodiscard]] Task<http::Response> finish_recover(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
