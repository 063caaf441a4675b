#include "endpoints/oauth/routes.hpp"

#include <memory>

#include "endpoints/oauth/authorize.hpp"
#include "endpoints/oauth/check_session.hpp"
#include "endpoints/oauth/introspect.hpp"
#include "endpoints/oauth/logout.hpp"
#include "endpoints/oauth/revoke.hpp"
#include "endpoints/oauth/token.hpp"
#include "endpoints/oauth/userinfo.hpp"
#include "endpoints/public/well_known.hpp"

namespace tessera::endpoints {
namespace {

using http::Method;
using Style = http::RouteOptions::Style;
using Endpoint = Task<http::Response> (*)(const OauthDeps&, http::Request&);

struct Row {
  Method method;
  const char* path;
  Endpoint endpoint;
  Style style;
};

constexpr Row kRoutes[] = {
    {Method::get, "/oauth2/authorize", start_authorize, Style::page},
    {Method::post, "/oauth2/authorize", start_authorize_by_post, Style::page},
    {Method::get, "/oauth2/authorize/continue", continue_authorize, Style::page},
    {Method::post, "/oauth2/authorize/continue", answer_consent, Style::page},
    {Method::post, "/oauth2/token", issue_token, Style::oauth_json},
    {Method::get, "/oauth2/userinfo", show_userinfo, Style::oauth_json},
    {Method::post, "/oauth2/userinfo", show_userinfo, Style::oauth_json},
    {Method::post, "/oauth2/introspect", introspect_token, Style::oauth_json},
    {Method::post, "/oauth2/revoke", revoke_token, Style::oauth_json},
    {Method::get, "/oauth2/logout", start_logout, Style::page},
    {Method::post, "/oauth2/logout", start_logout_by_post, Style::page},
    {Method::get, "/oauth2/logout/confirm", continue_logout, Style::page},
    {Method::post, "/oauth2/logout/confirm", confirm_logout, Style::page},
    {Method::get, "/oauth2/check-session", show_check_session, Style::page},
    {Method::get, "/oauth2/check-session.js", show_check_session_script, Style::plain},
};

}  // namespace

void add_oauth_routes(http::Router& router, const OauthDeps& deps) {
  const auto shared = std::make_shared<const OauthDeps>(deps);
  for (const auto& row : kRoutes) {
    const auto endpoint = row.endpoint;
    router.add(row.method, row.path,
               [shared, endpoint](http::Request& request) { return endpoint(*shared, request); },
               {.style = row.style});
  }
  add_well_known_routes(router, deps.web, deps.keys);
}

}  // namespace tessera::endpoints
