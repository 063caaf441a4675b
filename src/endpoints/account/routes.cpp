#include "endpoints/account/routes.hpp"

#include <memory>

#include "endpoints/account/activity.hpp"
#include "endpoints/account/authenticators.hpp"
#include "endpoints/account/certificate.hpp"
#include "endpoints/account/codes.hpp"
#include "endpoints/account/freeze.hpp"
#include "endpoints/account/inbox.hpp"
#include "endpoints/account/not_me.hpp"
#include "endpoints/account/overview.hpp"
#include "endpoints/account/passkey.hpp"
#include "endpoints/account/password.hpp"
#include "endpoints/account/portals.hpp"
#include "endpoints/account/recovery.hpp"
#include "endpoints/account/recovery_account.hpp"
#include "endpoints/account/recovery_certificate.hpp"
#include "endpoints/account/recovery_finish.hpp"
#include "endpoints/account/recovery_links.hpp"
#include "endpoints/account/recovery_number.hpp"
#include "endpoints/account/requests.hpp"
#include "endpoints/account/sessions.hpp"
#include "endpoints/account/sign_in.hpp"
#include "endpoints/account/sign_in_certificate.hpp"
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
    {http::Method::post, "/account/authenticators", change_authenticator},
    {http::Method::get, "/account/authenticators/totp", show_totp},
    {http::Method::post, "/account/authenticators/totp", add_totp},
    {http::Method::get, "/account/authenticators/passkey", show_passkey},
    {http::Method::post, "/account/authenticators/passkey", add_passkey},
    {http::Method::get, "/account/portals", show_portals},
    {http::Method::post, "/account/portals", disconnect_portal},
    {http::Method::get, "/account/activity", show_activity},
    {http::Method::get, "/account/inbox", show_inbox},
    {http::Method::post, "/account/inbox", mark_inbox},
    {http::Method::get, "/account/freeze", show_freeze},
    {http::Method::post, "/account/freeze", freeze_account},
    {http::Method::get, "/frozen", show_frozen},
    {http::Method::post, "/unfreeze", unfreeze_account},
    {http::Method::get, "/not-me", show_not_me},
    {http::Method::post, "/not-me", say_not_me},
    {http::Method::get, "/not-me/done", show_not_me_done},
    {http::Method::get, "/account/requests", show_requests},
    {http::Method::get, "/account/lost", show_lost},
    {http::Method::post, "/account/lost", report_lost},
    {http::Method::get, "/account/codes", show_codes},
    {http::Method::post, "/account/codes", make_codes},
    {http::Method::get, "/account/authenticators/lookup_codes", show_codes},
    {http::Method::get, "/account/recovery", show_account_recovery},
    {http::Method::post, "/account/recovery", change_account_recovery},
    {http::Method::get, "/account/recovery/address", show_address},
    {http::Method::post, "/account/recovery/address", save_address},
    {http::Method::get, "/account/recovery/number", show_number},
    {http::Method::post, "/account/recovery/number", save_number},
    {http::Method::get, "/account/recovery/contact", show_contact},
    {http::Method::post, "/account/recovery/contact", add_contact},
    {http::Method::get, "/recover", show_recover},
    {http::Method::post, "/recover", start_recover},
    {http::Method::get, "/recover/prove", show_recover_prove},
    {http::Method::post, "/recover/prove", answer_recover_prove},
    {http::Method::get, "/recover/continue", show_recover_continue},
    {http::Method::post, "/recover/continue", continue_recover},
    {http::Method::get, "/recover/new", show_recover_new},
    {http::Method::post, "/recover/new", finish_recover},
    {http::Method::get, "/recover/cancel", show_recover_cancel},
    {http::Method::post, "/recover/cancel", cancel_recover},
    {http::Method::get, "/recover/contact", show_recover_contact},
    {http::Method::post, "/recover/contact", accept_recover_contact},
    {http::Method::get, "/recover/help", show_recover_help},
    {http::Method::post, "/recover/help", give_recover_help},
};

// Where smart cards are configured.
constexpr Row kCardRoutes[] = {
    {http::Method::get, "/sign-in/certificate", sign_in_with_certificate},
    {http::Method::get, "/recover/certificate", recover_with_certificate},
    {http::Method::get, "/account/authenticators/certificate", show_certificate},
    {http::Method::post, "/account/authenticators/certificate", add_certificate},
};

}  // namespace

void add_account_routes(http::Router& router, const AccountDeps& deps) {
  const auto shared = std::make_shared<const AccountDeps>(deps);
  const auto add = [&](const Row& row) {
    router.add(row.method, row.path, [shared, endpoint = row.endpoint](http::Request& request) {
      return endpoint(*shared, request);
    });
  };
  for (const auto& row : kRoutes) add(row);
  if (deps.certificates == nullptr) return;
  for (const auto& row : kCardRoutes) add(row);
}

}  // namespace tessera::endpoints
