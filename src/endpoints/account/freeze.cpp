#include "endpoints/account/freeze.hpp"

#include <algorithm>
#include <charconv>

#include "endpoints/account/gate.hpp"
#include "ui/notice_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/freeze";

std::optional<int> number_of(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The beginning of that day, UTC; nullopt if it is none.
std::optional<TimePoint> day_of(const codec::Form& form) {
  const auto day = number_of(form.value("until_day"));
  const auto month = number_of(form.value("until_month"));
  const auto year = number_of(form.value("until_year"));
  if (!day || !month || !year || *day < 1 || *month < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return TimePoint(std::chrono::sys_days(date));
}

// Something besides the password, so that nobody is locked in without a time.
Task<bool> may_unlock(const AccountDeps& deps, const Uuid& person) {
  for (const auto& each : co_await deps.binding.list(person)) {
    if (each.kind != authn::AuthenticatorKind::password &&
        each.state == authn::AuthenticatorState::active)
      co_return true;
  }
  co_return false;
}

}  // namespace

Task<http::Response> show_freeze(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::protect);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const ui::AccountFreezePage page{.may_unlock =
                                       co_await may_unlock(deps, entered.session->person)};
  co_return deps.web.page(request, entered.session, page);
}

Task<http::Response> freeze_account(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::protect);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& person = entered.session->person;
  ui::AccountFreezePage page{.may_unlock = co_await may_unlock(deps, person),
                             .day = form->value("until_day"),
                             .month = form->value("until_month"),
                             .year = form->value("until_year")};
  const bool dated = !(page.day + page.month + page.year).empty();
  const auto until = day_of(*form);
  if (dated != until.has_value() || (!until && !page.may_unlock)) {
    page.errors.push_back({"until", "freeze.until_wrong"});
    co_return deps.web.page(request, entered.session, page, 400);
  }
  const auto done = co_await deps.freezing.freeze(person, until, request.context);
  if (!done) {
    page.errors.push_back(
        {"until", done.error().id == "freeze.until" ? "freeze.until_wrong" : done.error().id});
    co_return deps.web.page(request, entered.session, page, http::status_of(done.error().code));
  }
  auto response = http::redirect("/frozen");
  response.header("Set-Cookie", forget_cookie(authn::kSessionCookie));
  response.header("Set-Cookie", forget_cookie(kCsrfCookie));
  co_return response;
}

Task<http::Response> unfreeze_account(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/account");
  const auto done = co_await deps.freezing.unfreeze(
      form->value("ticket"), deps.web.browser_binding(request), request.context);
  if (!done) co_return deps.web.error_page(request, done.error(), "/account");
  co_return http::redirect("/account");
}

Task<http::Response> show_frozen(const AccountDeps& deps, http::Request& request) {
  co_return deps.web.page(request, std::nullopt, ui::FrozenPage{});
}

}  // namespace tessera::endpoints
