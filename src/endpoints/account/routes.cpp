#include "endpoints/account/routes.hpp"

#include <memory>

#include "endpoints/account/activity.hpp"
#include "endpoints/account/authenticators.hpp"
#include "endpoints/account/freeze.hpp"
#include "endpoints/account/inbox.hpp"
#include "endpoints/account/not_me.hpp"
#include "endpoints/account/overview.hpp"
#include "endpoints/account/password.hpp"
#include "endpoints/account/portals.hpp"
#include "endpoints/account/requests.hpp"
#include "endpoints/account/sessions.hpp"
#include "endpoints/account/sign_in.hpp"
#include "endpoints/account/sign_out.hpp"
#include "endpoints/account/totp.hpp"

namespace tessera::endpoints {
namespace {

using Endpoint = Task<http::Response> (*)(const AccountDeps&, http::Request&);

struct Row {
  http::Method method;
  const char* path;
  Endpoint endpoint;
};

constexpr Row kRoutes[] = {
    {http::Method::get, "/sign-in", show_sign_in},
    {http::Method::post, "/sign-in", answer_sign_in},
    {http::Method::get, "/sign-out", show_sign_out},
    {http::Method::post, "/sign-out", sign_out},
    {http::Method::get, "/signed-out", show_signed_out},
    {http::Method::get, "/account", show_account},
    {http::Method::get, "/account/sessions", show_sessions},
    {http::Method::post, "/account/sessions", end_sessions},
    {http::Method::get, "/account/password", show_password},
    {http::Method::post, "/account/password", change_password},
    {http::Method::get, "/account/authenticators", show_authenticators},
    {http::Method::post, "/account/authenticators", remove_authenticator},
    {http::Method::get, "/account/authenticators/totp", show_totp},
    {http::Method::post, "/account/authenticators/totp", add_totp},
    {http::Method::get, "/account/portals", show_portals},
    {http::Method::post, "/account/portals", disconnect_portal},
    {http::Method::get, "/account/activity", show_activity},
    {http::Method::get, "/account/inbox", show_inbox},
    {http::Method::post, "/account/inbox", mark_inbox},
    {http::Method::get, "/account/freeze", show_freeze},
    {http::Method::post, "/account/freeze", freeze_account},
    {http::Method::get, "/frozen", show_frozen},
    {http::Method::get, "/not-me", show_not_me},
    {http::Method::post, "/not-me", say_not_me},
    {http::Method::get, "/not-me/done", show_not_me_done},
    {http::Method::get, "/account/requests", show_requests},
};

}  // namespace

void add_account_routes(http::Router& router, const AccountDeps& deps) {
  const auto shared = std::make_shared<const AccountDeps>(deps);
  for (const auto& row : kRoutes) {
    router.add(row.method, row.path, [shared, endpoint = row.endpoint](http::Request& request) {
      return endpoint(*shared, request);
    });
  }
}

}  // namespace tessera::endpoints
