#include "endpoints/enrol/review.hpp"

#include <charconv>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/enrol/reasons.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/enrol/applicant_cookie.hpp"
#include "endpoints/enrol/evidence.hpp"
#include "ui/enrol_pages.hpp"

namespace tessera::endpoints {
namespace {

// The officer behind a request: a session of two factors, and what access knows about the person.
struct Officer {
  std::optional<authn::Session> session;
  access::Actor actor;
  std::optional<http::Response> refusal;
};

Task<Officer> open_officer(const EnrolDeps& deps, http::Request& request) {
  Officer out;
  out.session = co_await deps.web.current_session(request);
  const bool is_get = request.method == http::Method::get || request.method == http::Method::head;
  if (!out.session || !satisfies(out.session->acr, Acr::aal2)) {
    out.refusal = deps.web.redirect_to_sign_in(
        request, Acr::aal2, {.return_to = is_get ? "" : "/review", .essential = true});
    co_return out;
  }
  out.actor = co_await deps.access.load_actor(out.session->person, deps.web.clock.now());
  out.actor.session = out.session->id;
  out.actor.acr = out.session->acr;
  if (!out.actor.roles.empty() && !satisfies(out.actor.acr, out.actor.least)) {
    out.refusal = deps.web.redirect_to_sign_in(
        request, out.actor.least,
        {.return_to = is_get ? "" : "/review", .cancel_to = "/account", .essential = true});
  }
  co_return out;
}

Uuid case_id(const http::Request& request) {
  return parse_uuid(request.param("id")).value_or(Uuid{});
}
std::string case_path(const Uuid& id) {
  return "/review/" + to_string(id);
}

std::string notice_word(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  const auto word = query ? query->value("done") : std::string();
  for (const auto* known : {"given_back", "decided"}) {
    if (word == known) return "review.notice." + word;
  }
  return {};
}

std::string who_id(enrol::Who who) {
  return who == enrol::Who::officer     ? "enrol.who.officer"
         : who == enrol::Who::applicant ? "enrol.who.applicant"
                                        : "enrol.who.system";
}

std::string plain_address(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != '{' && c != '}' && c != '"') out += c;
  }
  return out;
}

ui::ReviewCasePage case_page(const enrol::Case& shown) {
  const auto& application = shown.application;
  ui::ReviewCasePage page{
      .id = to_string(application.id),
      .tracking = application.tracking,
      .version = std::to_string(application.version),
      .kind_id = "review.kind." + std::string(enrol::to_string(application.kind)),
      .revealed = shown.revealed,
      .open = application.state == enrol::State::in_review,
      .existing_person = application.existing_person};
  for (const auto& value : shown.values) {
    const bool type = value.name == "document_type";
    page.rows.push_back({.key_id = "enrol.field." + value.name,
                         .value = type                      ? ""
                                  : value.name == "address" ? plain_address(value.value)
                                                            : value.value,
                         .value_id = type ? "enrol.document." + value.value : ""});
  }
  for (const auto& scan : shown.evidence) {
    page.scans.push_back({case_path(application.id) + "/evidence/" + to_string(scan.id),
                          "enrol.document." + scan.document_type, format_text(scan.media_type),
                          size_text(scan.size), "review.scan." + scan.scan});
  }
  bool document = false;
  bool mail = false;
  for (const auto& hit : shown.duplicates) {
    document = document || hit.kind == "document_number";
    mail = mail || hit.kind == "email";
  }
  if (document) page.duplicate_ids.emplace_back("review.case.duplicate.document_number");
  if (mail) page.duplicate_ids.emplace_back("review.case.duplicate.email");
  for (const auto& step : shown.history) {
    page.steps.push_back({codec::render_minute(step.at),
                          "enrol.view." + std::string(enrol::info_of(step.to).view),
                          who_id(step.who)});
  }
  for (const auto& reason : enrol::reasons())
    page.reasons.push_back({.value = reason.code, .text_id = reason.text_id});
  return page;
}

Task<http::Response> show_opened(const EnrolDeps& deps, http::Request& request,
                                 const Officer& officer, bool reveal,
                                 std::vector<ui::FieldMessage> errors = {},
                                 std::string decision = {}) {
  const auto shown =
      co_await deps.review.open(officer.actor, case_id(request), reveal, request.context);
  if (!shown) co_return deps.web.error_page(request, shown.error(), "/review");
  auto page = case_page(*shown);
  page.decision = std::move(decision);
  page.errors = std::move(errors);
  const int status = page.errors.empty() ? 200 : 400;
  co_return deps.web.page(request, officer.session, page, status);
}

std::string field_of(const Error& error) {
  if (error.id == "transition.checklist") return "checklist";
  if (error.id == "transition.no_reason" || error.id == "review.reason") return "reasons";
  return "decision";
}

}  // namespace

Task<http::Response> show_queue(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  const auto queue = co_await deps.review.queue(officer.actor, request.context);
  if (!queue) co_return deps.web.error_page(request, queue.error(), "/");
  ui::ReviewQueuePage page{.notice = notice_word(request), .load = queue->my_load};
  for (const auto& entry : queue->entries) {
    const auto& application = entry.application;
    page.rows.push_back(
        {.id = to_string(application.id),
         .tracking = application.tracking,
         .kind_id = "review.kind." + std::string(enrol::to_string(application.kind)),
         .since = codec::render_minute(application.entered),
         .mine = entry.mine,
         .suggested = entry.suggested,
         .escalated = application.escalated,
         .duplicate = application.duplicate});
  }
  co_return deps.web.page(request, officer.session, page);
}

Task<http::Response> take_case(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/review");
  const auto taken = co_await deps.review.take(officer.actor, case_id(request), request.context);
  if (!taken) co_return deps.web.error_page(request, taken.error(), "/review");
  co_return http::redirect(case_path(taken->id));
}

Task<http::Response> give_case_back(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/review");
  const auto given =
      co_await deps.review.give_back(officer.actor, case_id(request), request.context);
  if (!given) co_return deps.web.error_page(request, given.error(), "/review");
  co_return http::redirect("/review?done=given_back");
}

Task<http::Response> show_case(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  co_return co_await show_opened(deps, request, officer, false);
}

Task<http::Response> reveal_case(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/review");
  co_return co_await show_opened(deps, request, officer, true);
}

Task<http::Response> download_evidence(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  const auto evidence = parse_uuid(request.param("evidence")).value_or(Uuid{});
  auto download =
      co_await deps.review.download(officer.actor, case_id(request), evidence, request.context);
  if (!download) co_return deps.web.error_page(request, download.error(), "/review");
  const auto& scan = download->evidence;
  const std::string ending = scan.media_type == "image/jpeg"  ? ".jpg"
                             : scan.media_type == "image/png" ? ".png"
                                                              : ".pdf";
  http::Response response;
  // Never shown inline: what it is was found by its first bytes, and a browser need not agree.
  response.header("Content-Type", "application/octet-stream")
      .header("Content-Disposition", "attachment; filename=\"" + to_string(scan.id) + ending + "\"")
      .header("Content-Security-Policy", "default-src 'none'; sandbox")
      .header("X-Content-Type-Options", "nosniff")
      .header("Cache-Control", "no-store");
  response.body_source = std::move(download->next);
  response.body_source_size = static_cast<std::uint64_t>(scan.size);
  co_return response;
}

Task<http::Response> decide_case(const EnrolDeps& deps, http::Request& request) {
  auto officer = co_await open_officer(deps, request);
  if (officer.refusal) co_return std::move(*officer.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/review");
  const auto decision = form->value("decision");
  const auto text = form->value("version");
  std::int64_t version = -1;
  std::from_chars(text.data(), text.data() + text.size(), version);
  const auto id = case_id(request);
  auto& review = deps.review;
  Result<enrol::Application> decided = fail(Errc::invalid, "review.decision_missing");
  if (decision == "approve") {
    decided = co_await review.approve(officer.actor, id, version, form->value("checklist") == "yes",
                                      request.context);
  } else if (decision == "more") {
    decided = co_await review.request_more(officer.actor, id, version, form->all("reasons"),
                                           request.context);
  } else if (decision == "reject") {
    decided =
        co_await review.reject(officer.actor, id, version, form->all("reasons"), request.context);
  }
  if (decided) co_return http::redirect("/review?done=decided");
  const auto& error = decided.error();
  if (error.code != Errc::invalid && error.id != "review.login_taken") {
    co_return deps.web.error_page(request, error, case_path(id));
  }
  co_return co_await show_opened(deps, request, officer, false, {{field_of(error), error.id}},
                                 decision);
}

}  // namespace tessera::endpoints
