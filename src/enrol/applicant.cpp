#include "enrol/applicant.hpp"

#include <tessera/people/catalogue.hpp>
#include <tessera/people/envelope.hpp>

#include "enrol/codes.hpp"

namespace tessera::enrol {
namespace {

constexpr int kStartsPerDay = 20;
constexpr int kResumesPerHour = 10;
constexpr int kTracksPerHour = 30;
constexpr days kCodeLife{30};

std::unexpected<Error> too_many() {
  auto error = Error{Errc::rate_limited, "enrol.too_many", {}, {}, {}, 3600};
  return std::unexpected(std::move(error));
}

Application new_application(const Secret& code, std::string notice_version,
                            const RequestContext& context, TimePoint now, Random& random) {
  return {.id = make_uuid4(random),
          .person = make_uuid4(random),
          .continuation_hash = hash_code("continuation", code.reveal()),
          .continuation_expires = now + kCodeLife,
          .locale = context.locale,
          .created = now,
          .entered = now,
          .notice_version = std::move(notice_version)};
}

}  // namespace

Task<Result<Started>> Applicant::start(std::string notice_version, const RequestContext& context) {
  if (!co_await desk_.take_attempt("start", context.address, kStartsPerDay, hours{24}))
    co_return too_many();
  const auto& rooms = desk_.rooms();
  const auto now = desk_.now();
  auto code = make_continuation_code(rooms.random);
  const bool shown = !notice_version.empty();
  auto change =
      desk_.change_of(new_application(code, std::move(notice_version), context, now, rooms.random));
  change.next.state = State::none;
  if (auto begun = desk_.step(change, Event::start, {.notice_shown = shown}, kApplicant, context);
      !begun) {
    co_return std::unexpected(begun.error());
  }
  change.next.version = 1;
  const people::Owner owner{"application", change.next.id};
  const auto key = people::make_data_key(rooms.random);
  co_await desk_.ports().applications.create(
      change, people::wrap_data_key(key, owner, now, *rooms.keys.get(), rooms.random));
  co_return Started{std::move(change.next), std::move(code)};
}

Task<Result<Application>> Applicant::open(const Uuid& id, const Secret& code,
                                          const RequestContext&) {
  auto application = co_await desk_.ports().applications.load(id);
  const auto hash = hash_code("continuation", code.reveal());
  if (!application || application->continuation_expires <= desk_.now() ||
      !equal_in_constant_time(application->continuation_hash, hash)) {
    co_return fail(Errc::unauthenticated, "enrol.code");
  }
  co_return std::move(*application);
}

Task<Result<Started>> Applicant::resume(std::string_view typed, const RequestContext& context) {
  if (!co_await desk_.take_attempt("resume", context.address, kResumesPerHour, hours{1})) {
    co_return too_many();
  }
  auto code = normalise_code(typed, kContinuationLength);
  if (code.empty()) code = normalise_code(typed, kShortContinuationLength);
  const auto hash = hash_code("continuation", code);
  const auto application = co_await desk_.ports().applications.find_continuation(hash, desk_.now());
  if (code.empty() || !application) co_return fail(Errc::unauthenticated, "enrol.code");
  // Single use: the code that was typed is worth nothing from here on.
  auto fresh = make_continuation_code(desk_.rooms().random);
  auto change = desk_.change_of(*application);
  change.next.continuation_hash = hash_code("continuation", fresh.reveal());
  change.next.continuation_expires = change.now + kCodeLife;
  desk_.add_event(change, "application.resumed", kApplicant, context);
  auto saved = co_await desk_.commit(std::move(change));
  if (!saved) co_return fail(Errc::unauthenticated, "enrol.code");
  co_return Started{std::move(*saved), std::move(fresh)};
}

Task<Result<StatusView>> Applicant::track(std::string_view typed, const RequestContext& context) {
  if (!co_await desk_.take_attempt("track", context.address, kTracksPerHour, hours{1}))
    co_return too_many();
  const auto tracking = normalise_code(typed, kTrackingLength);
  const auto application = co_await desk_.ports().applications.find_tracking(tracking);
  if (tracking.empty() || !application) co_return fail(Errc::not_found, "enrol.tracking");
  auto view = co_await status(*application);
  // Whoever only has the number learns where the case stands, not why.
  view.application.reasons.clear();
  co_return view;
}

Task<StatusView> Applicant::status(const Application& application) {
  StatusView view{.application = application,
                  .view = "enrol.view." + std::string(info_of(application.state).view),
                  .history = co_await desk_.ports().applications.load_history(application.id)};
  // Which officer worked it is not the applicant's to know: the role is (R74).
  for (auto& step : view.history) step.officer.reset();
  // Duplicates and escalations are for officers.
  view.application.duplicate = false;
  view.application.escalated = false;
  view.application.assignee.reset();
  for (const auto& step : timer_steps()) {
    if (step.state == application.state && step.event == Event::timer) {
      view.next_date = add_days(application.entered, step.days, step.working_days);
    }
  }
  co_return view;
}

Task<DraftView> Applicant::draft(const Application& application) {
  DraftView view{.application = application};
  auto values = co_await desk_.open_values(application);
  view.evidence = co_await desk_.ports().evidence.list(application.id);
  if (!values) co_return view;
  view.core_complete = is_core_complete(*values, application.contact_verified);
  view.evidence_given = !view.evidence.empty() && is_document_complete(*values, desk_.now());
  view.values = std::move(values->values);
  co_return view;
}

bool is_core_complete(const OpenValues& values, bool contact_verified) {
  for (const auto& spec : people::Catalogue::standard().all()) {
    if (spec.core && values.find(spec.name) == nullptr) return false;
  }
  return contact_verified;
}

bool is_document_complete(const OpenValues& values, TimePoint now) {
  const Document document{.type = values.text("document_type"),
                          .number = values.text("document_number"),
                          .country = values.text("document_country"),
                          .issued = values.text("document_issued"),
                          .expires = values.text("document_expires")};
  return check_document(document, values.text("birthdate"), now).empty();
}

std::unique_ptr<ApplicantService> make_applicant_service(const Rooms& rooms, const Ports& ports) {
  return std::make_unique<Applicant>(rooms, ports);
}

}  // namespace tessera::enrol
