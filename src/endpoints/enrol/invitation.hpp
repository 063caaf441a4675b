// One-time links: a civil servant's invitation, and the first administrator's.
#pragma once

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_invitation(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> accept_invitation(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_first_admin(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> save_first_admin(const EnrolDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
