#include "endpoints/account/totp.hpp"

#include <array>

#include <tessera/authn/totp_offer.hpp>
#include <tessera/codec/readable_code.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/account/sealed_offer.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/authenticators/totp";

// What the app will call the account: the person's own mail address, which a password alone does
// not show (R27), or the name of the service.
Task<std::string> account_name(const AccountDeps& deps, const authn::Session& session) {
  if (!satisfies(session.acr, Acr::aal2)) co_return deps.service_name;
  const std::array<std::string, 1> names{"email"};
  const auto found = co_await deps.people.attributes(session.person, names);
  co_return found.empty() ? deps.service_name : found.front().value;
}

// As apps show it: "123 456".
std::string digits_of(std::string typed) {
  std::erase(typed, ' ');
  return typed;
}

Task<http::Response> show_offer(const AccountDeps& deps, http::Request& request,
                                const authn::Session& session, authn::TotpOffer offer,
                                std::string label, std::vector<ui::FieldMessage> errors) {
  const auto& web = deps.web;
  const int status = errors.empty() ? 200 : 400;
  const ui::AccountTotpPage page{.offer = seal_offer(offer.secret, session.id, web.clock.now(),
                                                     *web.keyring.get(), web.random),
                                 .secret = codec::in_groups(offer.base32),
                                 .qr_path = std::move(offer.qr_path),
                                 .qr_size = offer.qr_size,
                                 .label = std::move(label),
                                 .errors = std::move(errors)};
  co_return web.page(request, session, page, status);
}

}  // namespace

Task<http::Response> show_totp(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  auto offer = deps.binding.offer_totp(co_await account_name(deps, *entered.session));
  co_return co_await show_offer(deps, request, *entered.session, std::move(offer), {}, {});
}

Task<http::Response> add_totp(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto& web = deps.web;
  const auto form = web.checked_form(request);
  if (!form) co_return web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto name = co_await account_name(deps, session);
  const auto secret =
      open_offer(form->value("offer"), session.id, web.clock.now(), *web.keyring.get());
  if (!secret) {
    std::vector<ui::FieldMessage> errors{{"code", "account.totp.expired"}};
    co_return co_await show_offer(deps, request, session, deps.binding.offer_totp(name), {},
                                  std::move(errors));
  }
  const auto label = form->value("label");
  const auto bound = co_await deps.binding.bind_totp(
      session.person, *secret, digits_of(form->value("code")), label, request.context);
  if (bound) co_return redirect_done("/account/authenticators", "added");
  std::vector<ui::FieldMessage> errors{{"code", bound.error().id}};
  auto offer = authn::render_totp_offer(*secret, deps.service_name, name);
  co_return co_await show_offer(deps, request, session, std::move(offer), label, std::move(errors));
}

}  // namespace tessera::endpoints
