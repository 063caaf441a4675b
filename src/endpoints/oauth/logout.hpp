// GET and POST /oauth2/logout (OpenID Connect RP-Initiated Logout 2) and its flow URL.
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> start_logout(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> start_logout_by_post(const OauthDeps& deps,
                                                        http::Request& request);
// The flow URL: /oauth2/logout/confirm?request=...
[[nodiscard]] Task<http::Response> continue_logout(const OauthDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> confirm_logout(const OauthDeps& deps, http::Request& request);

// Where the browser goes, over a page with frames if there are portals to tell. Cookies are the
// caller's.
[[nodiscard]] http::Response show_logged_out(const Web& web, http::Request& request,
                                             const oauth::LoggedOut& outcome);

}  // namespace tessera::endpoints
