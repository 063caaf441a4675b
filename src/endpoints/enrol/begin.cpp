#include "endpoints/enrol/begin.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/enrol/applicant_cookie.hpp"
#include "endpoints/enrol/way_back.hpp"
#include "ui/enrol_pages.hpp"

namespace tessera::endpoints {
namespace {

// Version of the notice on the start page; recorded with the application.
constexpr const char* kNoticeVersion = "2026-11";

ui::EnrolFormPage resume_page(std::vector<ui::FieldMessage> errors = {}) {
  return {.form_id = "enrol-resume",
          .title_id = "enrol.resume.title",
          .text_ids = {"enrol.resume.text"},
          .fields = {ui::Input{.name = "code",
                               .label_id = "enrol.resume.code",
                               .error_id = ui::error_of(errors, "code"),
                               .autocomplete = "off",
                               .width = "20"}},
          .back_path = "/enrol",
          .errors = errors};
}

ui::EnrolFormPage track_page(std::string value = {}, std::vector<ui::FieldMessage> errors = {}) {
  return {.form_id = "enrol-track",
          .title_id = "enrol.track.title",
          .text_ids = {"enrol.track.text"},
          .fields = {ui::Input{.name = "tracking",
                               .label_id = "enrol.track.number",
                               .value = std::move(value),
                               .error_id = ui::error_of(errors, "tracking"),
                               .autocomplete = "off",
                               .width = "20"}},
          .back_path = "/enrol",
          .errors = errors};
}

ui::EnrolStatusPage status_page(const enrol::StatusView& view) {
  using enrol::State;
  const auto& application = view.application;
  const auto state = application.state;
  ui::EnrolStatusPage page{.view_id = view.view,
                           .text_id = "enrol.view_text." + std::string(enrol::info_of(state).view),
                           .tracking = application.tracking};
  if (view.next_date) page.next_date = codec::render_minute(*view.next_date).substr(0, 10);
  for (const auto& code : application.reasons) page.reason_ids.push_back("enrol.reason." + code);
  for (const auto& step : view.history) {
    page.steps.push_back({codec::render_minute(step.at),
                          "enrol.view." + std::string(enrol::info_of(step.to).view),
                          step.who == enrol::Who::officer     ? "enrol.who.officer"
                          : step.who == enrol::Who::applicant ? "enrol.who.applicant"
                                                              : "enrol.who.system"});
  }
  return page;
}

void add_own_actions(ui::EnrolStatusPage& page, const enrol::Application& application) {
  using enrol::State;
  const auto state = application.state;
  page.own = true;
  page.can_continue = state == State::draft;
  page.can_supply = state == State::awaiting_applicant;
  page.can_edit = state == State::rejected && application.may_edit;
  page.can_bind = state == State::approved_pending_binding;
  page.can_withdraw = enrol::info_of(state).open;
  page.is_done = state == State::active;
}

std::string notice_word(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  const auto word = query ? query->value("done") : std::string();
  for (const auto* known : {"withdrawn", "submitted", "resumed", "done"}) {
    if (word == known) return "enrol.notice." + word;
  }
  return {};
}

}  // namespace

Task<http::Response> show_enrol_start(const EnrolDeps& deps, http::Request& request) {
  const auto back = way_back_of_query(request);
  auto response = deps.web.page(request, std::nullopt, ui::EnrolStartPage{.sign_in_path = back});
  if (!back.empty()) response.header("Set-Cookie", remember_way_back(request));
  co_return response;
}

Task<http::Response> start_enrolment(const EnrolDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol");
  const auto started = co_await deps.applicants.start(kNoticeVersion, request.context);
  if (!started) co_return deps.web.error_page(request, started.error(), "/enrol");
  co_return redirect_with(deps, *started, "/enrol/contact");
}

Task<http::Response> show_resume(const EnrolDeps& deps, http::Request& request) {
  co_return deps.web.page(request, std::nullopt, resume_page());
}

Task<http::Response> resume_enrolment(const EnrolDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/resume");
  const auto started = co_await deps.applicants.resume(form->value("code"), request.context);
  if (started) co_return redirect_with(deps, *started, "/enrol/status?done=resumed");
  if (started.error().code == Errc::rate_limited) {
    co_return deps.web.error_page(request, started.error(), "/enrol");
  }
  co_return deps.web.page(request, std::nullopt, resume_page({{"code", "enrol.code_wrong"}}), 400);
}

Task<http::Response> show_track(const EnrolDeps& deps, http::Request& request) {
  co_return deps.web.page(request, std::nullopt, track_page());
}

Task<http::Response> track_enrolment(const EnrolDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/track");
  const auto view = co_await deps.applicants.track(form->value("tracking"), request.context);
  if (view) co_return deps.web.page(request, std::nullopt, status_page(*view));
  if (view.error().code == Errc::rate_limited)
    co_return deps.web.error_page(request, view.error(), "/enrol");
  co_return deps.web.page(request, std::nullopt,
                          track_page(form->value("tracking"), {{"tracking", "enrol.tracking"}}),
                          400);
}

Task<http::Response> show_status(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto view = co_await deps.applicants.status(*opened.application);
  auto page = status_page(view);
  add_own_actions(page, *opened.application);
  page.return_path = way_back_of_cookie(request);
  page.notice = notice_word(request);
  if (enrol::info_of(opened.application->state).open) page.code = std::string(opened.code.reveal());
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> show_withdraw(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const ui::EnrolFormPage page{
      .form_id = "enrol-withdraw",
      .title_id = "enrol.withdraw.title",
      .text_ids = {"enrol.withdraw.text"},
      .submit_id = "enrol.withdraw.button",
      .back_path = "/enrol/status",
      .links = {{"/enrol/status", "enrol.withdraw.keep", "withdraw-keep"}}};
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> withdraw_enrolment(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/status");
  const auto done = co_await deps.applicants.withdraw(*opened.application, request.context);
  if (!done) co_return deps.web.error_page(request, done.error(), "/enrol/status");
  co_return http::redirect("/enrol/status?done=withdrawn");
}

Task<http::Response> edit_again(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/status");
  const auto done = co_await deps.applicants.edit_again(*opened.application, request.context);
  if (!done) co_return deps.web.error_page(request, done.error(), "/enrol/status");
  co_return http::redirect("/enrol/details");
}

}  // namespace tessera::endpoints
