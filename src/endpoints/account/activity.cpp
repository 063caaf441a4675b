#include "endpoints/account/activity.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/activity";
constexpr std::size_t kShown = 50;

// Event types by prefix and the words for them; the first match counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 31> kTexts{
    {{"user.login.succeeded", "account.event.login_succeeded"},
     {"user.login.failed", "account.event.login_failed"},
     {"session.", "account.event.session_revoked"},
     {"authenticator.bound", "account.event.authenticator_bound"},
     {"authenticator.removed", "account.event.authenticator_removed"},
     {"authenticator.clone_suspected", "account.event.authenticator_cloned"},
     {"authenticator.suspended", "account.event.authenticator_suspended"},
     {"authenticator.restored", "account.event.authenticator_restored"},
     {"authenticator.renamed", "account.event.authenticator_renamed"},
     {"recovery_contact.", "account.event.recovery_contact"},
     {"recovery.", "account.event.recovery"},
     {"address.", "account.event.address"},
     {"consent.granted", "account.event.consent_granted"},
     {"consent.revoked", "account.event.consent_revoked"},
     {"grant.revoked", "account.event.grant_revoked"},
     {"claims.released", "account.event.claims_released"},
     {"token.exchanged", "account.event.token_exchanged"},
     {"token.", "account.event.token_issued"},
     {"authorization.requested", "account.event.authorization_requested"},
     {"authorization.granted", "account.event.authorization_granted"},
     {"authorization.denied", "account.event.authorization_denied"},
     {"person.read", "account.event.person_read"},
     {"person.frozen", "account.event.frozen"},
     {"person.unfrozen", "account.event.unfrozen"},
     {"person.intervention", "account.event.intervention"},
     {"account_case.", "account.event.account_case"},
     {"person.language_chosen", "account.event.language_chosen"},
     {"person.", "account.event.person_changed"},
     {"application.", "account.event.application"},
     {"approval.", "account.event.approval"},
     {"role_grant.", "account.event.role_grant"}}};

std::string text_of(std::string_view type) {
  for (const auto& [prefix, text] : kTexts) {
    if (type.starts_with(prefix)) return std::string(text);
  }
  return "account.event.other";
}

}  // namespace

Task<http::Response> show_activity(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  audit::EventQuery query;
  query.subject = entered.session->person;
  query.limit = kShown;
  ui::AccountActivityPage page;
  for (const auto& row : co_await deps.journal.find_events(query)) {
    page.events.push_back({.time = codec::render_minute(row.time), .text_id = text_of(row.type)});
  }
  co_return deps.web.page(request, entered.session, page);
}

}  // namespace tessera::endpoints
