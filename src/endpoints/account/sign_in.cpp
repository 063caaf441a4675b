#include "endpoints/account/sign_in.hpp"

#include <algorithm>

#include <tessera/authn/sign_in_request.hpp>
#include <tessera/base/locale.hpp>
#include <tessera/codec/cookie.hpp>

#include "ui/authn_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr long kDeviceLife = 400L * 24 * 60 * 60;  // the longest that browsers keep a cookie
constexpr int kRefused = 400;

// The ceremony as this request brought it.
struct Visit {
  authn::SignInRequest wish;
  ui::SafeUrl here = ui::SafeUrl::local("/sign-in");
  authn::Browser browser;
  std::optional<http::Response> answer;  // there is nothing more to do
};

http::Response problem(const Web& web, http::Request& request, std::string error_id,
                       std::string text_id, const ui::SafeUrl& again, int status) {
  const ui::SignInProblemPage page{
      .error_id = std::move(error_id), .text_id = std::move(text_id), .again = again};
  return web.page(request, std::nullopt, page, status);
}

void choose_page_locale(const Web& web, http::Request& request, const std::string& ui_locales) {
  if (ui_locales.empty()) return;
  LocaleWishes wishes{
      .ui_locales = ui_locales, .account = {}, .cookie = cookie_value(request, kLocaleCookie)};
  if (const auto* header = request.header("accept-language")) wishes.accept_language = *header;
  request.context.locale = choose_locale(wishes, web.renderer.locales());
}

Visit open_visit(const AccountDeps& deps, http::Request& request) {
  const auto& web = deps.web;
  Visit visit;
  const auto query = codec::Form::parse(request.query);
  const auto flow = query ? query->value("flow") : std::string();
  if (flow.empty()) {
    visit.answer =
        web.redirect_to_sign_in(request, Acr::aal2, {.return_to = "/account", .cancel_to = "/"});
    return visit;
  }
  auto opened = authn::open_flow(flow, *web.keyring.get(), web.clock.now());
  if (!opened) {
    visit.answer = problem(web, request, opened.error().id, "sign_in.problem.link",
                           ui::SafeUrl::local("/"), 400);
    return visit;
  }
  visit.wish = std::move(opened->request);
  choose_page_locale(web, request, visit.wish.ui_locales);
  if (opened->stale) {
    visit.answer = problem(web, request, "flow.expired", "sign_in.problem.expired",
                           ui::SafeUrl::local(visit.wish.return_to), 410);
    return visit;
  }
  visit.here = ui::SafeUrl::local(codec::with_query("/sign-in", {{"flow", flow}}));
  visit.browser = {.session_cookie = cookie_value(request, authn::kSessionCookie),
                   .device_cookie = cookie_value(request, kDeviceCookie),
                   .binding = web.browser_binding(request),
                   .user_agent = {}};
  if (const auto* agent = request.header("user-agent")) visit.browser.user_agent = *agent;
  return visit;
}

http::Response show_password_page(const AccountDeps& deps, http::Request& request,
                                  const Visit& visit, std::string username,
                                  std::vector<ui::FieldMessage> errors, int status) {
  const ui::SignInPage page{.action = visit.here,
                            .client_name = visit.wish.client_name,
                            .username = std::move(username),
                            .again = visit.wish.fresh && !visit.browser.session_cookie.empty(),
                            .errors = std::move(errors)};
  return deps.web.page(request, std::nullopt, page, status, visit.wish.form_origin);
}

http::Response show_code_page(const AccountDeps& deps, http::Request& request, const Visit& visit,
                              std::string step, std::vector<ui::FieldMessage> errors, int status) {
  const ui::SignInCodePage page{
      .action = visit.here, .step = std::move(step), .errors = std::move(errors)};
  return deps.web.page(request, std::nullopt, page, status, visit.wish.form_origin);
}

http::Response lead_on(const Web& web, const Visit& visit,
                       const std::optional<authn::SignedIn>& signed_in) {
  auto response = http::redirect(visit.wish.return_to);
  if (!signed_in) return response;
  response.header("Set-Cookie",
                  codec::render_set_cookie({.name = std::string(authn::kSessionCookie),
                                            .value = signed_in->session_cookie}));
  if (!signed_in->device_cookie.empty()) {
    response.header("Set-Cookie", codec::render_set_cookie({.name = std::string(kDeviceCookie),
                                                            .value = signed_in->device_cookie,
                                                            .max_age_seconds = kDeviceLife}));
  }
  // What the account says goes before what this browser remembered.
  if (std::ranges::count(web.renderer.locales(), signed_in->locale) > 0)
    response.header("Set-Cookie", remember_locale(signed_in->locale));
  return response;
}

http::Response show_next(const AccountDeps& deps, http::Request& request, const Visit& visit,
                         const authn::StepResult& result) {
  switch (result.next) {
    case authn::SignInStep::password:
      return show_password_page(deps, request, visit, visit.wish.login_hint, {}, 200);
    case authn::SignInStep::code:
      return show_code_page(deps, request, visit, result.sealed, {}, 200);
    case authn::SignInStep::no_second_factor:
      return deps.web.page(request, std::nullopt, ui::SignInNoFactorPage{visit.here}, 200,
                           visit.wish.form_origin);
    case authn::SignInStep::done:
      break;
  }
  return lead_on(deps.web, visit, result.signed_in);
}

int status_of_refusal(const Error& error) {
  return error.code == Errc::rate_limited ? http::status_of(error.code) : kRefused;
}

http::Response with_retry_after(http::Response response, const Error& error) {
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

Task<http::Response> answer_password(const AccountDeps& deps, http::Request& request,
                                     const Visit& visit, const codec::Form& form) {
  auto username = form.value("username");
  const auto password = form.secret("password");
  std::vector<ui::FieldMessage> missing;
  if (username.empty()) missing.push_back({"username", "sign_in.username_missing"});
  if (password.empty()) missing.push_back({"password", "sign_in.password_missing"});
  if (!missing.empty()) {
    co_return show_password_page(deps, request, visit, std::move(username), std::move(missing),
                                 kRefused);
  }
  const auto result = co_await deps.sign_in.answer_password(visit.wish, username, password,
                                                            visit.browser, request.context);
  if (result) co_return show_next(deps, request, visit, *result);
  const auto& error = result.error();
  auto page = show_password_page(deps, request, visit, std::move(username),
                                 {{"username", error.id}}, status_of_refusal(error));
  co_return with_retry_after(std::move(page), error);
}

// As apps show it: "123 456".
std::string digits_of(std::string typed) {
  std::erase(typed, ' ');
  return typed;
}

Task<http::Response> answer_code(const AccountDeps& deps, http::Request& request,
                                 const Visit& visit, const codec::Form& form) {
  const auto step = form.value("step");
  const auto result = co_await deps.sign_in.answer_code(
      visit.wish, step, digits_of(form.value("code")), visit.browser, request.context);
  if (result) co_return show_next(deps, request, visit, *result);
  const auto& error = result.error();
  if (error.code == Errc::gone) {
    co_return problem(deps.web, request, error.id, "sign_in.problem.expired", visit.here, 410);
  }
  auto page =
      show_code_page(deps, request, visit, step, {{"code", error.id}}, status_of_refusal(error));
  co_return with_retry_after(std::move(page), error);
}

}  // namespace

Task<http::Response> show_sign_in(const AccountDeps& deps, http::Request& request) {
  auto visit = open_visit(deps, request);
  if (visit.answer) co_return std::move(*visit.answer);
  const auto result = co_await deps.sign_in.begin(visit.wish, visit.browser, request.context);
  co_return show_next(deps, request, visit, result);
}

Task<http::Response> answer_sign_in(const AccountDeps& deps, http::Request& request) {
  auto visit = open_visit(deps, request);
  if (visit.answer) co_return std::move(*visit.answer);
  const auto form = deps.web.checked_form(request);
  if (!form) {
    const auto& error = form.error();
    co_return problem(deps.web, request, error.id, "sign_in.problem.browser", visit.here,
                      http::status_of(error.code));
  }
  if (form->value("action") == "cancel") {
    const auto& to = visit.wish.cancel_to;
    co_return http::redirect(to.empty() ? "/" : to);
  }
  if (form->get("step") != nullptr) co_return co_await answer_code(deps, request, visit, *form);
  co_return co_await answer_password(deps, request, visit, *form);
}

}  // namespace tessera::endpoints
