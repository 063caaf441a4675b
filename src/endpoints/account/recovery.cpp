#include "endpoints/account/recovery.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/account/sign_in_certificate.hpp"
#include "endpoints/card/routes.hpp"
#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kStart = "/recover";
constexpr const char* kProve = "/recover/prove";

std::string query_value(const http::Request& request, const std::string& name) {
  const auto query = codec::Form::parse(request.query);
  return query ? query->value(name) : std::string();
}

ui::SafeUrl here(const std::string& flow, std::string_view method = {}) {
  if (method.empty()) return ui::SafeUrl::local(codec::with_query(kProve, {{"flow", flow}}));
  return ui::SafeUrl::local(
      codec::with_query(kProve, {{"flow", flow}, {"method", std::string(method)}}));
}

http::Response with_retry_after(http::Response response, const Error& error) {
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

int status_of_refusal(const Error& error) {
  return error.code == Errc::rate_limited ? http::status_of(error.code) : 400;
}

// Codes as apps and sheets show them.
authn::Answer answer_of(const codec::Form& form, authn::Method method) {
  authn::Answer answer{.method = method};
  if (method == authn::Method::password) {
    answer.secret = form.secret("code");
  } else if (method == authn::Method::passkey) {
    for (const auto* name : {"response", "challenge"}) answer.fields[name] = form.value(name);
  } else {
    auto text = form.value("code");
    std::erase(text, ' ');
    answer.secret = Secret(text);
  }
  return answer;
}

ui::FieldMessage message_of(const Web& web, const authn::Answer& answer, const Error& error) {
  if (answer.method == authn::Method::certificate) return {"", card_error(web, answer, error)};
  return {answer.method == authn::Method::passkey ? "" : "code", error.id};
}

struct Shown {
  std::string flow;
  std::optional<authn::Method> wanted;
  std::vector<ui::FieldMessage> errors = {};
  std::string notice = {};
  int status = 200;
};

http::Response show_proofs(const AccountDeps& deps, http::Request& request,
                           const authn::RecoveryView& view, Shown shown) {
  ui::RecoverProvePage page{.action = here(shown.flow),
                            .enough = view.grant.has_value(),
                            .in_person = view.in_person,
                            .notice = std::move(shown.notice),
                            .errors = std::move(shown.errors)};
  if (view.grant) {
    page.at_once = view.grant->at_once;
    page.new_password = view.grant->password;
    page.new_second_factor = view.grant->second_factor;
  }
  for (const auto method : view.given) page.given.emplace_back(to_string(method));
  auto asked = view.offered.empty() ? authn::Method::mail_code : view.offered.front();
  if (shown.wanted && std::ranges::count(view.offered, *shown.wanted) > 0) asked = *shown.wanted;
  page.method = to_string(asked);
  const auto prompt = std::ranges::find(view.prompts, asked, &authn::Offer::method);
  if (asked == authn::Method::certificate) {
    page.card = ui::SafeUrl::local(
        codec::with_query(std::string(kCardRecoverBack), {{"flow", shown.flow}}));
  } else if (prompt != view.prompts.end()) {
    page.passkey = {.options = boost::json::serialize(prompt->data), .challenge = prompt->sealed};
  }
  for (const auto method : view.offered) {
    const std::string word(to_string(method));
    if (method != asked) page.others.emplace_back(word, here(shown.flow, word));
  }
  return deps.web.page(request, std::nullopt, page, shown.status);
}

Task<http::Response> answer_request(const AccountDeps& deps, http::Request& request,
                                    std::string flow, authn::Browser browser) {
  const auto begun = co_await deps.recovery.request(flow, browser, request.context);
  if (!begun) co_return show_recovery_over(deps, request, begun.error());
  if (!begun->binding.empty())
    co_return http::redirect(codec::with_query("/recover/new", {{"r", begun->binding}}));
  const ui::RecoverBegunPage page{.secret = std::string(begun->secret->reveal()),
                                  .due = codec::render_minute(begun->due)};
  co_return deps.web.page(request, std::nullopt, page);
}

}  // namespace

authn::Browser browser_of(const Web& web, http::Request& request) {
  authn::Browser browser{.session_cookie = cookie_value(request, authn::kSessionCookie),
                         .device_cookie = cookie_value(request, kDeviceCookie),
                         .binding = web.browser_binding(request),
                         .user_agent = {}};
  if (const auto* agent = request.header("user-agent")) browser.user_agent = *agent;
  return browser;
}

http::Response show_recovery_over(const AccountDeps& deps, http::Request& request,
                                  const Error& error) {
  return deps.web.error_page(request, error, kStart);
}

Task<http::Response> show_recover(const AccountDeps& deps, http::Request& request) {
  co_return deps.web.page(request, std::nullopt, ui::RecoverPage{});
}

Task<http::Response> start_recover(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kStart);
  auto username = form->value("username");
  if (username.empty()) {
    const ui::RecoverPage page{.username = {},
                               .errors = {{"username", "sign_in.username_missing"}}};
    co_return deps.web.page(request, std::nullopt, page, 400);
  }
  const auto browser = browser_of(deps.web, request);
  const auto flow = co_await deps.recovery.start(username, browser, request.context);
  if (flow) co_return http::redirect(here(*flow).text());
  const ui::RecoverPage page{.username = std::move(username),
                             .errors = {{"username", flow.error().id}}};
  co_return with_retry_after(
      deps.web.page(request, std::nullopt, page, status_of_refusal(flow.error())), flow.error());
}

Task<http::Response> show_recover_prove(const AccountDeps& deps, http::Request& request) {
  const auto flow = query_value(request, "flow");
  const auto browser = browser_of(deps.web, request);
  const auto view = co_await deps.recovery.view(flow, browser, request.context);
  if (!view) co_return show_recovery_over(deps, request, view.error());
  const bool asked = query_value(request, "done") == "asked";
  co_return show_proofs(deps, request, *view,
                        {.flow = flow,
                         .wanted = authn::parse_method(query_value(request, "method")),
                         .notice = asked ? "recover.prove.asked" : ""});
}

Task<http::Response> answer_recover_prove(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kStart);
  const auto flow = query_value(request, "flow");
  const auto browser = browser_of(deps.web, request);
  const auto action = form->value("action");
  if (action == "request") co_return co_await answer_request(deps, request, flow, browser);
  if (action == "ask_contacts") {
    const auto asked = co_await deps.recovery.ask_contacts(flow, browser, request.context);
    if (!asked) co_return show_recovery_over(deps, request, asked.error());
    co_return http::redirect(
        codec::with_query(kProve, {{"flow", flow}, {"method", "contact_code"}, {"done", "asked"}}));
  }
  const auto method = authn::parse_method(form->value("method"));
  if (!method)
    co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "form.action"},
                                  kStart);
  co_return co_await give_proof(deps, request, flow, answer_of(*form, *method));
}

Task<http::Response> give_proof(const AccountDeps& deps, http::Request& request, std::string flow,
                                authn::Answer answer) {
  const auto browser = browser_of(deps.web, request);
  const auto proven = co_await deps.recovery.prove(flow, answer, browser, request.context);
  if (proven) co_return http::redirect(here(flow).text());
  const auto& error = proven.error();
  if (error.code == Errc::gone) co_return show_recovery_over(deps, request, error);
  const auto view = co_await deps.recovery.view(flow, browser, request.context);
  if (!view) co_return show_recovery_over(deps, request, view.error());
  co_return with_retry_after(show_proofs(deps, request, *view,
                                         {.flow = flow,
                                          .wanted = answer.method,
                                          .errors = {message_of(deps.web, answer, error)},
                                          .status = status_of_refusal(error)}),
                             error);
}

}  // namespace tessera::endpoints
