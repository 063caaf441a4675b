#include "endpoints/enrol/invitation.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/enrol/applicant_cookie.hpp"
#include "ui/enrol_pages.hpp"

namespace tessera::endpoints {
namespace {

ui::EnrolFormPage first_admin_page(std::string name, std::string mail,
                                   std::vector<ui::FieldMessage> errors = {}) {
  return {.form_id = "enrol-first-admin",
          .title_id = "enrol.admin.title",
          .text_ids = {"enrol.admin.text"},
          .fields = {ui::Input{.name = "name",
                               .label_id = "enrol.field.name",
                               .value = std::move(name),
                               .error_id = ui::error_of(errors, "name"),
                               .autocomplete = "name"},
                     ui::Input{.name = "email",
                               .label_id = "enrol.field.email",
                               .value = std::move(mail),
                               .error_id = ui::error_of(errors, "email"),
                               .type = "email",
                               .autocomplete = "email"}},
          .errors = errors};
}

std::string invitation_path(const std::string& code) {
  return codec::with_query("/enrol/invitation", {{"code", code}});
}

}  // namespace

Task<http::Response> show_invitation(const EnrolDeps& deps, http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  const auto code = query ? query->value("code") : std::string();
  const auto found = co_await deps.invitations.look(code, request.context);
  if (!found) co_return deps.web.error_page(request, found.error(), "/");
  const auto session = co_await deps.web.current_session(request);
  ui::EnrolInvitationPage page{.code = code,
                               .bootstrap = found->bootstrap,
                               .signed_in = session.has_value() && !found->bootstrap};
  if (!found->bootstrap) {
    const auto& staff = found->affiliation;
    page.rows = {{"enrol.invitation.employer", staff.employer},
                 {"enrol.invitation.post", staff.post},
                 {"enrol.invitation.period",
                  codec::render_minute(staff.starts).substr(0, 10) + " - " +
                      (staff.ends ? codec::render_minute(*staff.ends).substr(0, 10) : "")}};
  }
  auto response = deps.web.page(request, session, page);
  // The code is in this page's address: it goes nowhere from here.
  for (auto& [name, value] : response.headers) {
    if (name == "Referrer-Policy") value = "same-origin";
  }
  co_return response;
}

Task<http::Response> accept_invitation(const EnrolDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/");
  const auto code = form->value("code");
  const auto session = co_await deps.web.current_session(request);
  if (form->value("action") == "sign-in" || (session && !satisfies(session->acr, Acr::aal2))) {
    co_return deps.web.redirect_to_sign_in(request, Acr::aal2,
                                           {.return_to = invitation_path(code),
                                            .cancel_to = invitation_path(code),
                                            .essential = true});
  }
  std::optional<Uuid> person;
  if (session) person = session->person;
  const auto started = co_await deps.invitations.accept(code, person, request.context);
  if (!started) co_return deps.web.error_page(request, started.error(), "/");
  const auto state = started->application.state;
  co_return redirect_with(deps, *started,
                          state == enrol::State::draft                      ? "/enrol/details"
                          : state == enrol::State::approved_pending_binding ? "/enrol/first-admin"
                                                                            : "/enrol/status");
}

Task<http::Response> show_first_admin(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto draft = co_await deps.applicants.draft(*opened.application);
  co_return deps.web.page(request, std::nullopt,
                          first_admin_page(draft.value("name"), draft.value("email")));
}

Task<http::Response> save_first_admin(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/first-admin");
  const auto name = form->value("name");
  const auto mail = form->value("email");
  const auto saved =
      co_await deps.invitations.state_first_admin(*opened.application, name, mail, request.context);
  if (saved) co_return http::redirect("/enrol/bind");
  if (saved.error().code != Errc::invalid)
    co_return deps.web.error_page(request, saved.error(), "/enrol/status");
  co_return deps.web.page(request, std::nullopt,
                          first_admin_page(name, mail, messages_of(saved.error(), "name")), 400);
}

}  // namespace tessera::endpoints
