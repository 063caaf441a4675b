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

constexpr std::array<std::string_view, 19> kDone{
    "passkey_added", "read",     "password",     "session",    "sessions",
    "added",         "removed",  "disconnected", "withdrawn",  "saved_address",
    "address_gone",  "invited",  "contact_gone", "stopped",    "renamed",
    "suspended",     "restored", "saved_number", "number_gone"};

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

// What authenticators of the person reach in this deployment (requirements 4.1): the active ones,
// and, if asked for, those that were reported lost.
Acr decide_reachable(const AccountDeps& deps, std::span<const authn::Authenticator> all,
                     bool with_lost, TimePoint now) {
  std::vector<authn::Proof> proofs;
  for (const auto& a : all) {
    const bool taken =
        a.kind != authn::AuthenticatorKind::certificate || deps.certificates != nullptr;
    const bool held =
        a.state == authn::AuthenticatorState::active || (with_lost && authn::is_reported_lost(a));
    if (taken && held && (!a.expires || now < *a.expires))
      proofs.push_back(authn::expected_proof(a, now));
  }
  return authn::decide_level(proofs).acr;
}

RequiredLevel needs_of(Entry entry, Acr reachable) {
  const bool changes = entry == Entry::change || entry == Entry::restore;
  const auto operation = changes ? Operation::change_account : Operation::read_account;
  ClientLevel pages;
  if (entry == Entry::protect) pages.max_age = LevelPolicy{}.recent;
  return required_level(operation, pages, false, reachable);
}

http::Response lead_back(const AccountDeps& deps, http::Request& request,
                         const authn::Session& session, std::string message) {
  const ui::RecoverMessagePage page{.id = std::move(message),
                                    .next = ui::SafeUrl::local("/recover"),
                                    .next_id = "sign_in.recover"};
  return deps.web.page(request, session, page, 403);
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
  const bool changes = entry == Entry::change || entry == Entry::restore;
  if (changes) wish.purpose = authn::Purpose::enrol_authenticator;
  if (!entered.session) {
    entered.refusal = redirect(deps, wish);
    co_return entered;
  }
  const auto& session = *entered.session;
  auto reachable = session.acr;
  entered.has_totp = session.acr >= Acr::aal2;
  if (!entered.has_totp || changes) {
    const auto all = co_await deps.binding.list(session.person);
    entered.has_totp = entered.has_totp || std::ranges::any_of(all, is_second_factor);
    if (session.acr < Acr::aal2 && entered.has_totp &&
        std::ranges::none_of(all, is_usable_second_factor)) {
      entered.refusal = lead_back(deps, request, session, "account.rests");
      co_return entered;
    }
    reachable = decide_reachable(deps, all, false, now);
    // Reporting a key lost makes the account no cheaper to widen: a recovery with its wait does.
    const auto with_lost = decide_reachable(deps, all, true, now);
    if (entry == Entry::change && with_lost > std::max(reachable, session.acr)) {
      entered.refusal = lead_back(deps, request, session, "account.lost_counts");
      co_return entered;
    }
  }
  if (entered.has_totp) reachable = std::max(reachable, Acr::aal2);
  const auto needs = needs_of(entry, reachable);
  if (!changes) wish.wanted = needs.acr;
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
