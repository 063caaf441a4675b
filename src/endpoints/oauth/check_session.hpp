// check_session_iframe (OpenID Connect Session Management 1.0, 3): a page that portals frame, its
// script, and the cookie that the script reads.
#pragma once

#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

// It names the session and proves nothing, so a script of ours may read it, in frames of other
// sites too. No endpoint reads it.
inline constexpr std::string_view kSessionStateCookie = "__Host-session-state";

[[nodiscard]] Task<http::Response> show_check_session(const OauthDeps& deps,
                                                      http::Request& request);
[[nodiscard]] Task<http::Response> show_check_session_script(const OauthDeps& deps,
                                                             http::Request& request);

[[nodiscard]] std::string remember_session_state(const std::string& browser_state);
[[nodiscard]] std::string forget_session_state();

}  // namespace tessera::endpoints
