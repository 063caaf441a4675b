#include "endpoints/account/authenticators.hpp"

#include <algorithm>
#include <array>

#include <tessera/authn/words.hpp>
#include <tessera/base/level_policy.hpp>
#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/authenticators";
constexpr const char* kLost = "/account/lost";
constexpr int kFewCodes = 3;

using Kind = authn::AuthenticatorKind;
using State = authn::AuthenticatorState;

// What may be added: pages /account/authenticators/<word>.
constexpr std::array<std::string_view, 3> kAdded{"passkey", "totp", "lookup_codes"};

std::string change_path(Kind kind) {
  if (kind == Kind::password) return "/account/password";
  if (kind == Kind::lookup_codes) return "/account/codes";
  if (kind == Kind::saved_code) return "/account/recovery";
  return {};
}

bool has_name(Kind kind) {
  return kind == Kind::totp || kind == Kind::passkey || kind == Kind::certificate;
}

std::vector<std::string> facts_of(const authn::Authenticator& a) {
  std::vector<std::string> facts;
  for (const auto* word : {"backed_up", "hardware", "uv"}) {
    const auto* value = a.characteristics.if_contains(word);
    if (value != nullptr && value->is_bool() && value->get_bool())
      facts.push_back(std::string("account.key.") + word);
  }
  return facts;
}

ui::AccountAuthenticatorsPage::Row make_row(const authn::Authenticator& a, bool removable) {
  const bool active = a.state == State::active;
  return {.id = to_string(a.id),
          .kind = std::string(authn::to_string(a.kind)),
          .state = active ? "" : std::string(authn::to_string(a.state)),
          .label = a.label,
          .bound = codec::render_minute(a.bound),
          .last_used = a.last_used ? codec::render_minute(*a.last_used) : "",
          .expires = a.expires ? codec::render_minute(*a.expires) : "",
          .change_path = change_path(a.kind),
          .fact_ids = facts_of(a),
          .renamable = has_name(a.kind),
          .removable = removable,
          .may_rest = active && a.kind != Kind::password,
          .rests = a.state == State::suspended};
}

Task<http::Response> show_list(const AccountDeps& deps, http::Request& request,
                               const authn::Session& session, std::vector<ui::FieldMessage> errors,
                               int status) {
  const auto all = co_await deps.binding.list(session.person);
  const auto removable = co_await deps.care.removable(session.person);
  const auto codes = co_await deps.setup.codes(session.person);
  ui::AccountAuthenticatorsPage page{.notice = notice_of(request),
                                     .add = {kAdded.begin(), kAdded.end()},
                                     .few_codes = codes.lookup && codes.lookup_left <= kFewCodes,
                                     .errors = std::move(errors)};
  if (deps.certificates != nullptr) page.add.emplace_back("certificate");
  for (const auto& each : all)
    page.authenticators.push_back(make_row(each, std::ranges::count(removable, each.id) > 0));
  co_return deps.web.page(request, session, page, status);
}

Task<http::Response> show_losable(const AccountDeps& deps, http::Request& request,
                                  const authn::Session& session,
                                  std::vector<ui::FieldMessage> errors) {
  const int status = errors.empty() ? 200 : 409;
  ui::AccountLostPage page{.errors = std::move(errors)};
  for (const auto& each : co_await deps.binding.list(session.person)) {
    if (each.state != State::active || each.kind == Kind::password) continue;
    page.authenticators.push_back({.id = to_string(each.id),
                                   .kind = std::string(authn::to_string(each.kind)),
                                   .label = each.label});
  }
  co_return deps.web.page(request, session, page, status);
}

// Any recent sign-in will do: who lost the second factor reaches no higher level.
Task<Entered> enter_with_one_factor(const AccountDeps& deps, http::Request& request) {
  Entered entered;
  entered.session = co_await deps.web.current_session(request);
  Web::SignInWish wish{.return_to = kLost, .cancel_to = "/"};
  wish.not_before = deps.web.clock.now() - LevelPolicy{}.recent;
  wish.fresh = entered.session && entered.session->auth_time <= wish.not_before;
  if (wish.fresh) wish.person = entered.session->person;
  if (!entered.session || wish.fresh)
    entered.refusal = deps.web.redirect_to_sign_in(request, Acr::aal1, std::move(wish));
  co_return entered;
}

}  // namespace

Task<http::Response> show_authenticators(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return co_await show_list(deps, request, *entered.session, {}, 200);
}

Task<http::Response> change_authenticator(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  const auto action = form ? form->value("action") : std::string();
  // What is lost cannot be asked for, and a name widens nothing.
  auto entry = Entry::change;
  if (action == "lost" || action == "rename") entry = Entry::protect;
  if (action == "restore") entry = Entry::restore;
  auto entered = co_await enter(deps, request, kPage, entry);
  if (entered.refusal) co_return std::move(*entered.refusal);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto id = parse_uuid(form->value("authenticator")).value_or(Uuid{});
  Result<void> done = fail(Errc::invalid, "form.action");
  std::string word;
  if (action == "rename") {
    done = co_await deps.care.rename(session, id, form->value("label"), request.context);
    word = "renamed";
  } else if (action == "lost") {
    done = co_await deps.care.report_lost(session, id, request.context);
    word = "suspended";
  } else if (action == "restore") {
    done = co_await deps.care.restore(session, id, request.context);
    word = "restored";
  } else if (action == "remove") {
    done = co_await deps.care.remove(session, id, request.context);
    word = "removed";
  }
  if (done) co_return redirect_done(kPage, word);
  if (word.empty()) co_return deps.web.error_page(request, done.error(), kPage);
  std::vector<ui::FieldMessage> errors{{"", done.error().id}};
  co_return co_await show_list(deps, request, session, std::move(errors),
                               http::status_of(done.error().code));
}

Task<http::Response> show_lost(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter_with_one_factor(deps, request);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return co_await show_losable(deps, request, *entered.session, {});
}

Task<http::Response> report_lost(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter_with_one_factor(deps, request);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kLost);
  const auto id = parse_uuid(form->value("authenticator")).value_or(Uuid{});
  const auto done = co_await deps.care.report_lost(*entered.session, id, request.context);
  std::vector<ui::FieldMessage> errors;
  if (!done) errors.push_back({"", done.error().id});
  co_return co_await show_losable(deps, request, *entered.session, std::move(errors));
}

}  // namespace tessera::endpoints
