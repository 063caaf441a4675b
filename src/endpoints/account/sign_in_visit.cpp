#include "endpoints/account/sign_in_visit.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/authn/sign_in_request.hpp>
#include <tessera/base/locale.hpp>
#include <tessera/codec/cookie.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/oauth/client_logo.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/notice_pages.hpp"

namespace tessera::endpoints {
namespace {

using authn::Method;

constexpr long kDeviceLife = 400L * 24 * 60 * 60;  // the longest that browsers keep a cookie

void choose_page_locale(const Web& web, http::Request& request, const std::string& ui_locales) {
  if (ui_locales.empty()) return;
  LocaleWishes wishes{
      .ui_locales = ui_locales, .account = {}, .cookie = cookie_value(request, kLocaleCookie)};
  if (const auto* header = request.header("accept-language")) wishes.accept_language = *header;
  request.context.locale = choose_locale(wishes, web.renderer.locales());
}

// What the page shows of the portal that the person comes from.
Task<ui::PortalLinks> portal_links(const AccountDeps& deps, const std::string& client_id) {
  if (client_id.empty()) co_return ui::PortalLinks{};
  const auto client = co_await deps.clients.find(client_id);
  if (!client) co_return ui::PortalLinks{};
  const auto safe = [](const std::string& uri) {
    const auto url = ui::SafeUrl::external(uri);
    return url ? url->text() : std::string();
  };
  const auto& r = client->client.registration;
  co_return ui::PortalLinks{.logo_path = oauth::logo_path(client->client),
                            .policy_url = safe(r.policy_uri),
                            .tos_url = safe(r.tos_uri)};
}

void set_cookies(const Web& web, http::Response& response, const authn::SignedIn& signed_in) {
  response.header("Set-Cookie",
                  codec::render_set_cookie({.name = std::string(authn::kSessionCookie),
                                            .value = signed_in.session_cookie}));
  if (!signed_in.device_cookie.empty()) {
    response.header("Set-Cookie", codec::render_set_cookie({.name = std::string(kDeviceCookie),
                                                            .value = signed_in.device_cookie,
                                                            .max_age_seconds = kDeviceLife}));
  }
  // What the account says goes before what this browser remembered.
  if (std::ranges::count(web.renderer.locales(), signed_in.locale) > 0)
    response.header("Set-Cookie", remember_locale(signed_in.locale));
}

ui::PasskeySlot passkey_slot(const authn::Offer& offer) {
  return {.options = boost::json::serialize(offer.data), .challenge = offer.sealed};
}

template <ui::Page P>
http::Response respond(const AccountDeps& deps, http::Request& request, const Visit& visit,
                       const P& page, int status) {
  return deps.web.page(request, std::nullopt, page, status, visit.wish.form_origin);
}

ui::SignInStepParts parts_of(const Visit& visit, const authn::StepResult& result, Method shown,
                             std::vector<ui::FieldMessage> errors) {
  ui::SignInStepParts parts{
      .action = visit.here, .known = !result.begins, .errors = std::move(errors)};
  // The first page shows passkeys and cards beside the password.
  const bool beside = result.begins && shown == Method::password;
  for (const auto& offer : result.offers) {
    if (offer.method != shown && !beside) parts.ways.emplace_back(to_string(offer.method));
  }
  return parts;
}

http::Response show_password(const AccountDeps& deps, http::Request& request, const Visit& visit,
                             const authn::StepResult& result, Refused refused) {
  ui::SignInPage page{.step = parts_of(visit, result, Method::password, std::move(refused.errors)),
                      .client_name = visit.wish.client_name,
                      .portal = visit.portal,
                      .username = std::move(refused.username),
                      .known = !result.begins,
                      .again = visit.wish.fresh && !visit.browser.session_cookie.empty()};
  if (const auto* offer = result.find(Method::passkey); offer != nullptr && result.begins)
    page.passkey = passkey_slot(*offer);
  page.certificate = result.begins && result.find(Method::certificate) != nullptr;
  page.work = {.challenge = result.work.challenge, .bits = result.work.bits};
  return respond(deps, request, visit, page, refused.status);
}

http::Response show_method(const AccountDeps& deps, http::Request& request, const Visit& visit,
                           const authn::StepResult& result, Refused refused) {
  const auto& offer = result.offers.front();
  if (offer.method == Method::password)
    return show_password(deps, request, visit, result, std::move(refused));
  auto parts = parts_of(visit, result, offer.method, std::move(refused.errors));
  if (offer.method == Method::passkey) {
    const ui::SignInPasskeyPage page{.step = std::move(parts), .passkey = passkey_slot(offer)};
    return respond(deps, request, visit, page, refused.status);
  }
  if (offer.method == Method::certificate) {
    const ui::SignInCertificatePage page{.step = std::move(parts)};
    return respond(deps, request, visit, page, refused.status);
  }
  const ui::SignInCodePage page{.step = std::move(parts),
                                .method = std::string(to_string(offer.method))};
  return respond(deps, request, visit, page, refused.status);
}

ui::SignInFrozenPage frozen_page(const authn::StepResult& result) {
  const auto& freeze = *result.freeze;
  return {.since = codec::render_minute(freeze.since) + " UTC",
          .until = freeze.until ? codec::render_minute(*freeze.until) + " UTC" : "",
          .by_person = freeze.by == people::FrozenBy::person,
          .ticket = result.unlock};
}

ui::SignInHeldPage held_page(const people::AccountStanding& standing) {
  const bool held = standing.hold != people::Hold::none;
  return {.word = std::string(people::to_string(standing.word())),
          .reset = !held && standing.needs_reset,
          .reproof = !held && standing.needs_reproof};
}

}  // namespace

http::Response show_sign_in_problem(const Web& web, http::Request& request, std::string error_id,
                                    std::string text_id, const ui::SafeUrl& again, int status) {
  const ui::SignInProblemPage page{
      .error_id = std::move(error_id), .text_id = std::move(text_id), .again = again};
  return web.page(request, std::nullopt, page, status);
}

Task<Visit> open_visit(const AccountDeps& deps, http::Request& request) {
  const auto& web = deps.web;
  Visit visit;
  const auto query = codec::Form::parse(request.query);
  const auto flow = query ? query->value("flow") : std::string();
  if (flow.empty()) {
    visit.answer =
        web.redirect_to_sign_in(request, Acr::aal2, {.return_to = "/account", .cancel_to = "/"});
    co_return visit;
  }
  auto opened = authn::open_flow(flow, *web.keyring.get(), web.clock.now());
  if (!opened) {
    visit.answer = show_sign_in_problem(web, request, opened.error().id, "sign_in.problem.link",
                                        ui::SafeUrl::local("/"), 400);
    co_return visit;
  }
  visit.wish = std::move(opened->request);
  choose_page_locale(web, request, visit.wish.ui_locales);
  if (opened->stale) {
    visit.answer = show_sign_in_problem(web, request, "flow.expired", "sign_in.problem.expired",
                                        ui::SafeUrl::local(visit.wish.return_to), 410);
    co_return visit;
  }
  visit.here = ui::SafeUrl::local(codec::with_query("/sign-in", {{"flow", flow}}));
  visit.browser = {.session_cookie = cookie_value(request, authn::kSessionCookie),
                   .device_cookie = cookie_value(request, kDeviceCookie),
                   .binding = web.browser_binding(request),
                   .user_agent = {}};
  if (const auto* agent = request.header("user-agent")) visit.browser.user_agent = *agent;
  visit.portal = co_await portal_links(deps, visit.wish.client_id);
  co_return visit;
}

http::Response show_step_again(const AccountDeps& deps, http::Request& request, const Visit& visit,
                               const authn::StepResult& result, Refused refused) {
  if (result.next == authn::SignInStep::method && !result.offers.empty())
    return show_method(deps, request, visit, result, std::move(refused));
  return show_step(deps, request, visit, result);
}

http::Response show_step(const AccountDeps& deps, http::Request& request, const Visit& visit,
                         const authn::StepResult& result) {
  if (result.next == authn::SignInStep::method && !result.offers.empty()) {
    // The first page asks for the password unless another way was chosen.
    Refused nothing{.username = visit.wish.login_hint, .errors = {}, .status = 200};
    return show_method(deps, request, visit, result, std::move(nothing));
  }
  if (result.next == authn::SignInStep::done) {
    auto response = http::redirect(visit.wish.return_to);
    if (result.signed_in) set_cookies(deps.web, response, *result.signed_in);
    return response;
  }
  if (result.next == authn::SignInStep::frozen && !result.standing.okay())
    return respond(deps, request, visit, held_page(result.standing),
                   http::status_of(Errc::forbidden));
  if (result.next == authn::SignInStep::frozen)
    return respond(deps, request, visit, frozen_page(result), http::status_of(Errc::forbidden));
  ui::SignInMissingPage page{.step = {.action = visit.here}, .lacking = {}};
  for (const auto method : result.lacking) page.lacking.emplace_back(to_string(method));
  auto response = respond(deps, request, visit, page, 200);
  if (result.signed_in) set_cookies(deps.web, response, *result.signed_in);
  return response;
}

}  // namespace tessera::endpoints
