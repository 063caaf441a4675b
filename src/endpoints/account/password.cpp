#include "endpoints/account/password.hpp"

#include <algorithm>

#include <tessera/authn/own_words.hpp>
#include <tessera/codec/cookie.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/password";

// A password that was forgotten is replaced by whoever signed in with two factors of another kind
// just now: that is binding (requirements 4.6).
bool asks_current(const authn::Session& session) {
  return !satisfies(session.acr, Acr::aal2) ||
         std::ranges::any_of(session.proofs, [](const authn::Proof& proof) {
           return proof.method == authn::Method::password;
         });
}

http::Response show_refusal(const AccountDeps& deps, http::Request& request,
                            const authn::Session& session, const std::string& field,
                            const Error& error) {
  const ui::AccountPasswordPage page{.errors = {{field, error.id}},
                                     .asks_current = asks_current(session)};
  const int status = error.code == Errc::unauthenticated ? 400 : http::status_of(error.code);
  auto response = deps.web.page(request, session, page, status);
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

}  // namespace

Task<http::Response> show_password(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return deps.web.page(
      request, entered.session,
      ui::AccountPasswordPage{.errors = {}, .asks_current = asks_current(*entered.session)});
}

Task<http::Response> change_password(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (!entered.refusal && !asks_current(*entered.session))
    entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto current = form->secret("current");
  const auto next = form->secret("new");
  if (next.empty()) {
    co_return show_refusal(deps, request, session, "new",
                           Error{.code = Errc::invalid, .id = "password.missing"});
  }
  if (asks_current(session)) {
    const auto confirmed =
        co_await deps.sign_in.confirm_password(session, current, request.context);
    if (!confirmed) co_return show_refusal(deps, request, session, "current", confirmed.error());
  }
  const auto person = co_await deps.people.load(session.person);
  const bool staff =
      person && person->affiliation && person->affiliation->in_force(deps.web.clock.now());
  auto words = co_await authn::own_words(deps.people, session.person);
  const auto set = co_await deps.binding.set_password(session.person, next, staff, std::move(words),
                                                      request.context);
  if (!set) co_return show_refusal(deps, request, session, "new", set.error());
  static_cast<void>(co_await deps.web.sessions.end_all(session.person, session.id,
                                                       "password_changed", request.context));
  // Who has a copy of the cookie is signed out too.
  const auto renewed = co_await deps.sign_in.renew_session(session, request.context);
  auto response = redirect_done("/account", "password");
  if (renewed) {
    response.header(
        "Set-Cookie",
        codec::render_set_cookie({.name = std::string(authn::kSessionCookie), .value = *renewed}));
  }
  co_return response;
}

}  // namespace tessera::endpoints
