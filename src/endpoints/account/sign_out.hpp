// GET /sign-out asks, POST /sign-out ends the session of this browser, GET /signed-out says so.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_sign_out(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> sign_out(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_signed_out(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
