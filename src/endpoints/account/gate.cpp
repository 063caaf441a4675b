#include "endpoints/account/gate.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <tessera/authn/levels.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/base/level_policy.hpp>

#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

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

// What the active authenticators of the person reach in this deployment (requirements 4.1).
Acr decide_reachable(const AccountDeps& deps, std::span<const authn::Authenticator> all,
                     TimePoint now) {
  std::vector<authn::Proof> proofs;
  for (const auto& a : all) {
    const bool taken =
        a.kind != authn::AuthenticatorKind::certificate || deps.certificates != nullptr;
    const bool usable =
        a.state == authn::AuthenticatorState::active && (!a.expires || now < *a.expires);
    if (taken && usable) proofs.push_back(authn::expected_proof(a, now));
  }
  return authn::decide_level(proofs).acr;
}

RequiredLevel needs_of(Entry entry, Acr reachable) {
  const auto operation =
      entry == Entry::change ? Operation::change_account : Operation::read_account;
  ClientLevel pages;
  if (entry == Entry::protect) pages.max_age = LevelPolicy{}.recent;
  return required_level(operation, pages, false, reachable);
}

http::Response redirect(const AccountDeps& deps, const authn::SignInRequest& wish) {
  return http::redirect(authn::sign_in_url(wish, *deps.web.keyring.get(), deps.web.random));
}

}  // namespace

Task<Entered> enter(const AccountDeps& deps, http::Request& request, std::string page,
                    Entry entry) {
  const auto now = deps.web.clock.now();
  Entered entered;
  entered.session = co_await deps.web.current_session(request);
  authn::SignInRequest wish{.return_to = std::move(page), .cancel_to = "/", .created = now};
  // What is wanted of whom nothing is known: the ceremony goes as far as the person can.
  wish.wanted = needs_of(entry, Acr::aal3).acr;
  if (entry == Entry::change) wish.purpose = authn::Purpose::enrol_authenticator;
  if (!entered.session) {
    entered.refusal = redirect(deps, wish);
    co_return entered;
  }
  const auto& session = *entered.session;
  auto reachable = session.acr;
  entered.has_totp = session.acr >= Acr::aal2;
  if (!entered.has_totp || entry == Entry::change) {
    const auto all = co_await deps.binding.list(session.person);
    entered.has_totp = entered.has_totp || std::ranges::any_of(all, is_second_factor);
    if (session.acr < Acr::aal2 && entered.has_totp &&
        std::ranges::none_of(all, is_usable_second_factor)) {
      const ui::RecoverMessagePage rests{.id = "account.rests",
                                         .next = ui::SafeUrl::local("/recover"),
                                         .next_id = "sign_in.recover"};
      entered.refusal = deps.web.page(request, session, rests, 403);
      co_return entered;
    }
    reachable = decide_reachable(deps, all, now);
  }
  if (entered.has_totp) reachable = std::max(reachable, Acr::aal2);
  const auto needs = needs_of(entry, reachable);
  if (entry != Entry::change) wish.wanted = needs.acr;
  wish.essential = entered.has_totp;
  if (needs.max_age) {
    wish.not_before = now - *needs.max_age;
    wish.fresh = session.auth_time <= wish.not_before;
  }
  if (wish.fresh) wish.person = session.person;
  if (wish.fresh || !satisfies(session.acr, needs.acr)) entered.refusal = redirect(deps, wish);
  co_return entered;
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
