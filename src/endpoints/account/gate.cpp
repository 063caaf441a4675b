#include "endpoints/account/gate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr minutes kRecent{15};
constexpr std::array<std::string_view, 17> kDone{
    "passkey_added", "read",         "password",  "session",       "sessions",     "added",
    "removed",       "disconnected", "withdrawn", "saved_address", "address_gone", "invited",
    "contact_gone",  "stopped",      "renamed",   "suspended",     "restored"};

// One that rests counts too: whoever reports it lost with a password alone does not get in by that
// password alone.
bool is_second_factor(const authn::Authenticator& a) {
  return a.kind != authn::AuthenticatorKind::password &&
         a.kind != authn::AuthenticatorKind::saved_code &&
         a.state != authn::AuthenticatorState::invalidated;
}

bool is_usable_second_factor(const authn::Authenticator& a) {
  return is_second_factor(a) && a.state == authn::AuthenticatorState::active;
}

}  // namespace

Task<Entered> enter(const AccountDeps& deps, http::Request& request, std::string page,
                    bool recent) {
  Entered entered;
  entered.session = co_await deps.web.current_session(request);
  Web::SignInWish wish{.return_to = std::move(page), .cancel_to = "/"};
  if (!entered.session) {
    entered.refusal = deps.web.redirect_to_sign_in(request, Acr::aal2, std::move(wish));
    co_return entered;
  }
  const auto& session = *entered.session;
  entered.has_totp = session.acr >= Acr::aal2;
  if (!entered.has_totp) {
    const auto all = co_await deps.binding.list(session.person);
    entered.has_totp = std::ranges::any_of(all, is_second_factor);
    if (entered.has_totp && std::ranges::none_of(all, is_usable_second_factor)) {
      const ui::RecoverMessagePage rests{.id = "account.rests",
                                         .next = ui::SafeUrl::local("/recover"),
                                         .next_id = "sign_in.recover"};
      entered.refusal = deps.web.page(request, session, rests, 403);
      co_return entered;
    }
  }
  const auto wanted = entered.has_totp ? Acr::aal2 : Acr::aal1;
  const auto oldest = deps.web.clock.now() - kRecent;
  wish.fresh = recent && session.auth_time <= oldest;
  wish.not_before = oldest;
  if (wish.fresh) wish.person = session.person;
  wish.essential = entered.has_totp;
  if (wish.fresh || !satisfies(session.acr, wanted)) {
    entered.refusal = deps.web.redirect_to_sign_in(request, wanted, std::move(wish));
  }
  co_return entered;
}

std::string show_time(TimePoint time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<minutes>(time - day));
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()));
  return text;
}

std::string notice_of(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  const auto word = query ? query->value("done") : std::string();
  return std::ranges::find(kDone, word) == kDone.end() ? std::string() : "account.done." + word;
}

http::Response redirect_done(const std::string& page, const std::string& word) {
  return http::redirect(page + "?done=" + word);
}

}  // namespace tessera::endpoints
