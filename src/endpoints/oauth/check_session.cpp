#include "endpoints/oauth/check_session.hpp"

#include <tessera/codec/cookie.hpp>

namespace tessera::endpoints {
namespace {

http::Response asset(const OauthDeps& deps, std::string_view name) {
  const auto& renderer = deps.web.renderer;
  const auto* found = renderer.asset(renderer.asset_path(name));
  http::Response response{.body = std::string(found->data)};
  response.header("Content-Type", found->content_type)
      .header("Cache-Control", "public, max-age=3600");
  return response;
}

std::string session_state_cookie(std::string value, long max_age) {
  return codec::render_set_cookie({.name = std::string(kSessionStateCookie),
                                   .value = std::move(value),
                                   .max_age_seconds = max_age,
                                   .http_only = false,
                                   .same_site = "None"});
}

}  // namespace

// Whoever frames it learns one bit about a value that he has to know already.
Task<http::Response> show_check_session(const OauthDeps& deps, http::Request&) {
  auto response = asset(deps, "check_session.html");
  response.header("Content-Security-Policy",
                  "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; "
                  "frame-ancestors *");
  response.header("Cross-Origin-Resource-Policy", "cross-origin");
  co_return response;
}

Task<http::Response> show_check_session_script(const OauthDeps& deps, http::Request&) {
  co_return asset(deps, "check_session.js");
}

std::string remember_session_state(const std::string& browser_state) {
  return session_state_cookie(browser_state, -1);
}

std::string forget_session_state() {
  return session_state_cookie({}, 0);
}

}  // namespace tessera::endpoints
