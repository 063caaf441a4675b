#include "endpoints/account/passkey.hpp"

#include <array>

#include <boost/json/serialize.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/passkey_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/authenticators/passkey";

// What the authenticator will call the account: the person's own mail address, which a password
// alone does not show (R27), or the name of the service.
Task<std::string> account_name(const AccountDeps& deps, const authn::Session& session) {
  if (!satisfies(session.acr, Acr::aal2)) co_return deps.service_name;
  const std::array<std::string, 1> names{"email"};
  const auto found = co_await deps.people.attributes(session.person, names);
  co_return found.empty() ? deps.service_name : found.front().value;
}

Task<http::Response> show_offer(const AccountDeps& deps, http::Request& request,
                                const authn::Session& session, std::string label,
                                std::vector<ui::FieldMessage> errors, int status) {
  auto offer =
      co_await deps.passkeys.offer(session.person, session.id, co_await account_name(deps, session),
                                   deps.web.browser_binding(request), request.context);
  const ui::AccountPasskeyPage page{
      .slot = {.options = boost::json::serialize(offer.options), .challenge = offer.sealed},
      .label = std::move(label),
      .errors = std::move(errors)};
  co_return deps.web.page(request, session, page, status);
}

}  // namespace

Task<http::Response> show_passkey(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return co_await show_offer(deps, request, *entered.session, {}, {}, 200);
}

Task<http::Response> add_passkey(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto challenge = form->value("challenge"), response = form->value("response");
  const auto label = form->value("label");
  const auto bound = co_await deps.passkeys.bind(
      session.person, session.id, deps.web.browser_binding(request),
      {.sealed = challenge, .response = response, .label = label}, request.context);
  if (bound) co_return redirect_done("/account/authenticators", "passkey_added");
  std::vector<ui::FieldMessage> errors{{"", bound.error().id}};
  co_return co_await show_offer(deps, request, session, label, std::move(errors),
                                http::status_of(bound.error().code));
}

}  // namespace tessera::endpoints
