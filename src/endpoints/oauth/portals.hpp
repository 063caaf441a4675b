// The public list of approved portals (R93): signed for programs, in plain words for people.
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_portal_list(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_portal_page(const OauthDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
