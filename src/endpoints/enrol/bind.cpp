#include "endpoints/enrol/bind.hpp"

#include <tessera/authn/totp_offer.hpp>
#include <tessera/codec/readable_code.hpp>

#include "endpoints/account/sealed_offer.hpp"
#include "endpoints/enrol/applicant_cookie.hpp"
#include "ui/enrol_pages.hpp"

namespace tessera::endpoints {
namespace {

// The application if it waits for authenticators; the way to its status otherwise.
Task<OpenedApplication> open_approved(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.application && opened.application->state != enrol::State::approved_pending_binding) {
    opened.application.reset();
    opened.refusal = http::redirect("/enrol/status");
  }
  co_return opened;
}

Task<bool> needs_first_admin(const EnrolDeps& deps, const enrol::Application& application) {
  if (application.kind != enrol::ApplicationKind::bootstrap) co_return false;
  co_return (co_await deps.applicants.draft(application)).value("email").empty();
}

ui::EnrolFormPage password_page(const std::string& login,
                                std::vector<ui::FieldMessage> errors = {}) {
  // The login stands in the form, so that password managers keep the pair.
  return {.form_id = "enrol-bind",
          .title_id = "enrol.bind.title",
          .text_ids = {"enrol.bind.text"},
          .fields = {ui::Input{.name = "username",
                               .label_id = "enrol.bind.login",
                               .value = login,
                               .autocomplete = "username"},
                     ui::EnrolFormPage::Password{{.name = "password",
                                                  .label_id = "enrol.bind.password",
                                                  .hint_id = "password.hint",
                                                  .error_id = ui::error_of(errors, "password"),
                                                  .type = "password",
                                                  .autocomplete = "new-password"}}},
          .back_path = "/enrol/status",
          .errors = errors};
}

http::Response show_offer(const EnrolDeps& deps, http::Request& request,
                          const enrol::Application& application, authn::TotpOffer offer,
                          std::vector<ui::FieldMessage> errors = {}) {
  const auto& web = deps.web;
  const int status = errors.empty() ? 200 : 400;
  const ui::EnrolTotpPage page{.offer = seal_offer(offer.secret, application.id, web.clock.now(),
                                                   *web.keyring.get(), web.random),
                               .secret = codec::in_groups(offer.base32),
                               .qr_path = std::move(offer.qr_path),
                               .qr_size = offer.qr_size,
                               .errors = std::move(errors)};
  return web.page(request, std::nullopt, page, status);
}

}  // namespace

Task<http::Response> show_bind(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_approved(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  if (co_await needs_first_admin(deps, *opened.application))
    co_return http::redirect("/enrol/first-admin");
  const auto bound = co_await deps.applicants.has_password(*opened.application, request.context);
  if (bound && *bound) co_return http::redirect("/enrol/bind/code");
  const auto draft = co_await deps.applicants.draft(*opened.application);
  co_return deps.web.page(request, std::nullopt, password_page(draft.value("email")));
}

Task<http::Response> bind_password(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_approved(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/bind");
  const auto set = co_await deps.applicants.bind_password(
      *opened.application, form->secret("password"), request.context);
  if (set) co_return http::redirect("/enrol/bind/code");
  if (set.error().code != Errc::invalid)
    co_return deps.web.error_page(request, set.error(), "/enrol/bind");
  const auto draft = co_await deps.applicants.draft(*opened.application);
  co_return deps.web.page(request, std::nullopt,
                          password_page(draft.value("email"), messages_of(set.error(), "password")),
                          400);
}

Task<http::Response> show_bind_code(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_approved(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto bound = co_await deps.applicants.has_password(*opened.application, request.context);
  if (!bound || !*bound) co_return http::redirect("/enrol/bind");
  auto offer = co_await deps.applicants.offer_totp(*opened.application);
  if (!offer) co_return deps.web.error_page(request, offer.error(), "/enrol/status");
  co_return show_offer(deps, request, *opened.application, std::move(*offer));
}

Task<http::Response> bind_code(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_approved(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/bind/code");
  const auto& web = deps.web;
  const auto& application = *opened.application;
  const auto secret =
      open_offer(form->value("offer"), application.id, web.clock.now(), *web.keyring.get());
  if (!secret) {
    auto offer = co_await deps.applicants.offer_totp(application);
    if (!offer) co_return web.error_page(request, offer.error(), "/enrol/status");
    co_return show_offer(deps, request, application, std::move(*offer),
                         {{"code", "account.totp.expired"}});
  }
  const auto done = co_await deps.applicants.bind_totp(application, *secret, form->value("code"),
                                                       request.context);
  if (done) co_return http::redirect("/enrol/status?done=done");
  if (done.error().code != Errc::invalid)
    co_return web.error_page(request, done.error(), "/enrol/bind/code");
  const auto draft = co_await deps.applicants.draft(application);
  auto offer = authn::render_totp_offer(*secret, deps.service_name, draft.value("email"));
  co_return show_offer(deps, request, application, std::move(offer),
                       messages_of(done.error(), "code"));
}

}  // namespace tessera::endpoints
