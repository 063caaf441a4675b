#include "endpoints/account/certificate.hpp"

#include <tessera/authn/certificates.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/codec/url.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/card/routes.hpp"
#include "ui/certificate_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/authenticators/certificate";

// To the card with a new challenge of this session and browser.
ui::AccountCertificatePage make_page(const AccountDeps& deps, const authn::Session& session,
                                     const std::string& binding,
                                     std::vector<ui::FieldMessage> errors) {
  const auto& web = deps.web;
  const auto challenge = deps.certificates->offer(session.id, binding, web.clock.now());
  return {.card_url =
              codec::with_query(web.card_url + std::string(kCardBind), {{"challenge", challenge}}),
          .errors = std::move(errors)};
}

http::Response show_refusal(const AccountDeps& deps, http::Request& request,
                            const authn::Session& session, const Error& error) {
  const auto page = make_page(deps, session, deps.web.browser_binding(request), {{"", error.id}});
  return deps.web.page(request, session, page, http::status_of(error.code));
}

}  // namespace

Task<http::Response> show_certificate(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto& session = *entered.session;
  const auto binding = deps.web.browser_binding(request);
  const auto query = codec::Form::parse(request.query);
  const auto answer = query ? query->value("answer") : std::string();
  if (answer.empty())
    co_return deps.web.page(request, session, make_page(deps, session, binding, {}), 200);
  const auto challenge = query->value("challenge");
  const auto reading =
      deps.certificates->open(session.id, binding, challenge, answer, deps.web.clock.now());
  if (!reading) co_return show_refusal(deps, request, session, reading.error());
  const ui::AccountCertificateReadPage page{.challenge = challenge,
                                            .answer = answer,
                                            .name = reading->label,
                                            .until = codec::render_minute(reading->not_after)};
  co_return deps.web.page(request, session, page, 200);
}

Task<http::Response> add_certificate(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto reading = deps.certificates->open(session.id, deps.web.browser_binding(request),
                                               form->value("challenge"), form->value("answer"),
                                               deps.web.clock.now());
  if (!reading) co_return show_refusal(deps, request, session, reading.error());
  const auto bound = co_await deps.certificates->bind(session.person, *reading,
                                                      form->value("label"), request.context);
  if (!bound) co_return show_refusal(deps, request, session, bound.error());
  co_return redirect_done("/account/authenticators", "added");
}

}  // namespace tessera::endpoints
