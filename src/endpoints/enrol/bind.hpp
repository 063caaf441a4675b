// Binding of authenticators after the approval: password, then one-time code.
#pragma once

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_bind(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> bind_password(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_bind_code(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> bind_code(const EnrolDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
