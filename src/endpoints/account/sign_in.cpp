#include "endpoints/account/sign_in.hpp"

#include <algorithm>

#include "endpoints/account/sign_in_visit.hpp"

namespace tessera::endpoints {
namespace {

using authn::Answer;
using authn::Method;

constexpr int kRefused = 400;

// As apps show it: "123 456".
std::string without_spaces(std::string typed) {
  std::erase(typed, ' ');
  return typed;
}

// The fields that the forms of the methods have; what else is sent is not looked at.
Answer read_answer(const codec::Form& form, Method method) {
  Answer answer{.method = method};
  for (const auto* name : {"username", "challenge", "response", "work"}) {
    if (form.get(name) != nullptr) answer.fields[name] = form.value(name);
  }
  if (method == Method::password) {
    answer.secret = form.secret("password");
  } else {
    answer.secret = Secret(without_spaces(form.value("code")));
  }
  return answer;
}

std::vector<ui::FieldMessage> missing_fields(const Answer& answer) {
  std::vector<ui::FieldMessage> missing;
  if (answer.method != Method::password) return missing;
  const auto username = answer.fields.find("username");
  if (username != answer.fields.end() && username->second.empty())
    missing.push_back({"username", "sign_in.username_missing"});
  if (answer.secret.empty()) missing.push_back({"password", "sign_in.password_missing"});
  return missing;
}

// The field whose form shows what was wrong.
std::string field_of(const Answer& answer) {
  if (answer.method == Method::totp || answer.method == Method::lookup_code) return "code";
  if (answer.method != Method::password) return "";
  return answer.fields.contains("username") ? "username" : "password";
}

Task<http::Response> show_refusal(const AccountDeps& deps, http::Request& request,
                                  const Visit& visit, const Answer& answer,
                                  std::vector<ui::FieldMessage> errors, const Error& error) {
  auto now =
      co_await deps.sign_in.choose(visit.wish, answer.method, visit.browser, request.context);
  // A session that would do is no answer to a wrong password.
  if (now.next != authn::SignInStep::method)
    now = co_await deps.sign_in.restart(visit.wish, visit.browser, request.context);
  // The step may be another by now, without the field that was wrong.
  const bool same = !now.offers.empty() && now.offers.front().method == answer.method;
  for (auto& each : errors) {
    if (!same) each.field.clear();
  }
  const int status = error.code == Errc::rate_limited ? http::status_of(error.code) : kRefused;
  auto response = show_step_again(
      deps, request, visit, now,
      {.username = answer.field("username"), .errors = std::move(errors), .status = status});
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  co_return response;
}

Task<http::Response> take_answer(const AccountDeps& deps, http::Request& request,
                                 const Visit& visit, const codec::Form& form) {
  const auto method = authn::parse_method(form.value("method")).value_or(Method::password);
  const auto answer = read_answer(form, method);
  if (auto missing = missing_fields(answer); !missing.empty())
    co_return co_await show_refusal(deps, request, visit, answer, std::move(missing), Error{});
  const auto result =
      co_await deps.sign_in.answer(visit.wish, answer, visit.browser, request.context);
  if (result) co_return show_step(deps, request, visit, *result);
  const auto& error = result.error();
  if (error.code == Errc::gone || error.code == Errc::invalid) {
    co_return show_sign_in_problem(deps.web, request, error.id, "sign_in.problem.expired",
                                   visit.here, 410);
  }
  std::vector<ui::FieldMessage> errors{{field_of(answer), error.id}};
  co_return co_await show_refusal(deps, request, visit, answer, std::move(errors), error);
}

}  // namespace

Task<http::Response> show_sign_in(const AccountDeps& deps, http::Request& request) {
  auto visit = co_await open_visit(deps, request);
  if (visit.answer) co_return std::move(*visit.answer);
  const auto result = co_await deps.sign_in.begin(visit.wish, visit.browser, request.context);
  co_return show_step(deps, request, visit, result);
}

Task<http::Response> answer_sign_in(const AccountDeps& deps, http::Request& request) {
  auto visit = co_await open_visit(deps, request);
  if (visit.answer) co_return std::move(*visit.answer);
  const auto form = deps.web.checked_form(request);
  if (!form) {
    const auto& error = form.error();
    co_return show_sign_in_problem(deps.web, request, error.id, "sign_in.problem.browser",
                                   visit.here, http::status_of(error.code));
  }
  if (form->value("action") == "leave") {  // without the level that was asked for
    const auto& to = visit.wish.unmet_to.empty() ? visit.wish.cancel_to : visit.wish.unmet_to;
    co_return http::redirect(to.empty() ? "/" : to);
  }
  if (form->value("action") == "cancel") {
    const auto& to = visit.wish.cancel_to;
    co_return http::redirect(to.empty() ? "/" : to);
  }
  if (form->value("action") == "restart") {
    const auto result = co_await deps.sign_in.restart(visit.wish, visit.browser, request.context);
    co_return show_step(deps, request, visit, result);
  }
  if (const auto way = authn::parse_method(form->value("way"))) {
    const auto result =
        co_await deps.sign_in.choose(visit.wish, *way, visit.browser, request.context);
    co_return show_step(deps, request, visit, result);
  }
  co_return co_await take_answer(deps, request, visit, *form);
}

}  // namespace tessera::endpoints
