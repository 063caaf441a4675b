// "This was not me": the link of a notice. GET shows what it is about and does nothing, so that a
// mail scanner that follows links does nothing; POST freezes.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_not_me(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> say_not_me(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_not_me_done(const AccountDeps& deps,
                                                    http::Request& request);

}  // namespace tessera::endpoints
