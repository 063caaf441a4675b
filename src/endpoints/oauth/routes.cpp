#include "endpoints/oauth/routes.hpp"

#include <memory>

#include "endpoints/oauth/authorize.hpp"
#include "endpoints/oauth/check_session.hpp"
#include "endpoints/oauth/decisions.hpp"
#include "endpoints/oauth/device_authorization.hpp"
#include "endpoints/oauth/introspect.hpp"
#include "endpoints/oauth/logo.hpp"
#include "endpoints/oauth/logout.hpp"
#include "endpoints/oauth/par.hpp"
#include "endpoints/oauth/pending_pages.hpp"
#include "endpoints/oauth/portals.hpp"
#include "endpoints/oauth/register.hpp"
#include "endpoints/oauth/revoke.hpp"
#include "endpoints/oauth/token.hpp"
#include "endpoints/oauth/userinfo.hpp"
#include "endpoints/public/well_known.hpp"
#include "endpoints/token_answers.hpp"

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
  bool names_request = false;  // the caller may name the request (AuthZEN 10.1.3)
};

constexpr Row kRoutes[] = {
    {Method::get, "/oauth2/authorize", start_authorize, Style::page},
    {Method::post, "/oauth2/authorize", start_authorize_by_post, Style::page},
    {Method::get, "/oauth2/authorize/continue", continue_authorize, Style::page},
    {Method::post, "/oauth2/authorize/continue", answer_consent, Style::page},
    {Method::post, "/oauth2/par", push_request, Style::oauth_json},
    {Method::post, "/oauth2/device_authorization", authorize_device, Style::oauth_json},
    {Method::post, "/oauth2/bc-authorize", authorize_backchannel, Style::oauth_json},
    {Method::get, "/device", show_device, Style::page},
    {Method::post, "/device", enter_device_code, Style::page},
    {Method::get, "/device/confirm", show_pending, Style::page},
    {Method::post, "/device/confirm", answer_pending, Style::page},
    {Method::get, "/account/requests/confirm", show_pending, Style::page},
    {Method::post, "/account/requests/confirm", answer_pending, Style::page},
    {Method::post, "/oauth2/token", issue_token, Style::oauth_json},
    {Method::get, "/oauth2/userinfo", show_userinfo, Style::oauth_json},
    {Method::post, "/oauth2/userinfo", show_userinfo, Style::oauth_json},
    {Method::post, "/oauth2/introspect", introspect_token, Style::oauth_json},
    {Method::post, "/oauth2/revoke", revoke_token, Style::oauth_json},
    {Method::get, "/oauth2/logout", start_logout, Style::page},
    {Method::post, "/oauth2/logout", start_logout_by_post, Style::page},
    {Method::get, "/oauth2/logout/confirm", continue_logout, Style::page},
    {Method::post, "/oauth2/logout/confirm", confirm_logout, Style::page},
    {Method::post, "/oauth2/register", register_client, Style::oauth_json},
    {Method::get, "/oauth2/register/{client_id}", read_client, Style::oauth_json},
    {Method::put, "/oauth2/register/{client_id}", replace_client, Style::oauth_json},
    {Method::del, "/oauth2/register/{client_id}", remove_client, Style::oauth_json},
    {Method::post, "/access/v1/evaluation", evaluate, Style::plain, true},
    {Method::post, "/access/v1/evaluations", evaluate_all, Style::plain, true},
    {Method::post, "/access/v1/search/action", search_actions, Style::plain, true},
    {Method::get, "/portals", show_portal_page, Style::page},
    {Method::get, "/.well-known/portals.jwt", show_portal_list, Style::plain},
    {Method::get, "/oauth2/logos/{client_id}", show_logo, Style::page},
    {Method::get, "/oauth2/check-session", show_check_session, Style::page},
    {Method::get, "/oauth2/check-session.js", show_check_session_script, Style::plain},
};

Task<http::Response> call(const OauthDeps& deps, Endpoint endpoint, http::Request& request) {
  co_return with_nonce(&deps.dpop, request, co_await endpoint(deps, request));
}

void add_rows(http::Router& router, const OauthDeps& deps, bool pages) {
  const auto shared = std::make_shared<const OauthDeps>(deps);
  for (const auto& row : kRoutes) {
    if (row.style == Style::page && !pages) continue;
    const auto endpoint = row.endpoint;
    router.add(
        row.method, row.path,
        [shared, endpoint](http::Request& request) { return call(*shared, endpoint, request); },
        {.style = row.style, .echo_request_id = row.names_request});
  }
  add_well_known_routes(router, deps.web, deps.keys, deps.trust_framework);
}

}  // namespace

void add_oauth_routes(http::Router& router, const OauthDeps& deps) {
  add_rows(router, deps, true);
}

void add_client_routes(http::Router& router, const OauthDeps& deps) {
  add_rows(router, deps, false);
}

}  // namespace tessera::endpoints
