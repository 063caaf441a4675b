#include "enrol/applicant.hpp"
#include "enrol/codes.hpp"

namespace tessera::enrol {
namespace {

const Actor kSystem{};

}  // namespace

Task<Result<Application>> Applicant::submit(const Application& application,
                                            std::string consent_version,
                                            const RequestContext& context) {
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return fail(Errc::conflict, "enrol.not_editable");
  const auto evidence = co_await desk_.ports().evidence.list(application.id);
  auto change = desk_.change_of(application);
  auto& next = change.next;
  if (!consent_version.empty()) {
    next.consent_version = std::move(consent_version);
    next.consented = change.now;
  }
  const Facts facts{
      .core_complete = is_core_complete(*values, application.contact_verified),
      .evidence_given = !evidence.empty() && is_document_complete(*values, change.now),
      .consent_recorded = !next.consent_version.empty(),
      .more_supplied = application.supplied};
  if (application.state == State::awaiting_applicant) {
    co_return co_await supply(application, std::move(change), *values, facts, context);
  }
  if (auto sent = desk_.step(change, Event::submit, facts, kApplicant, context); !sent) {
    co_return std::unexpected(sent.error());
  }
  if (next.tracking.empty()) next.tracking = make_tracking_number(desk_.rooms().random);
  next.reasons.clear();
  change.duplicates = co_await desk_.find_duplicates(application, *values);
  next.duplicate = next.duplicate || !change.duplicates.empty();
  if (auto routed = desk_.step(change, Event::route, {}, kSystem, context); !routed) {
    co_return std::unexpected(routed.error());
  }
  desk_.notify(change, *values, mail_for(next.state, Event::route));
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<Application>> Applicant::supply(const Application& application,
                                            ApplicationChange change, const OpenValues& values,
                                            const Facts& facts, const RequestContext& context) {
  if (!facts.core_complete || !facts.evidence_given)
    co_return fail(Errc::invalid, "transition.incomplete");
  if (auto sent = desk_.step(change, Event::supplied, facts, kApplicant, context); !sent) {
    co_return std::unexpected(sent.error());
  }
  change.next.supplied = false;
  change.next.reasons.clear();
  change.duplicates = co_await desk_.find_duplicates(application, values);
  change.next.duplicate = change.next.duplicate || !change.duplicates.empty();
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<Application>> Applicant::edit_again(const Application& application,
                                                const RequestContext& context) {
  auto change = desk_.change_of(application);
  const Facts facts{.may_edit = application.may_edit};
  if (auto again = desk_.step(change, Event::edit_resubmit, facts, kApplicant, context); !again) {
    co_return std::unexpected(again.error());
  }
  change.next.consent_version.clear();  // given anew for what is sent anew
  change.next.consented.reset();
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<Application>> Applicant::withdraw(const Application& application,
                                              const RequestContext& context) {
  const auto values = co_await desk_.open_values(application);
  auto change = desk_.change_of(application);
  const auto outcome = desk_.step(change, Event::withdraw, {}, kApplicant, context);
  if (!outcome) co_return std::unexpected(outcome.error());
  if (values) desk_.notify(change, *values, mail_for(State::withdrawn, Event::withdraw));
  auto saved = co_await desk_.commit(std::move(change));
  if (saved && outcome->has(Effect::close_person)) co_await desk_.close_person(*saved, context);
  co_return saved;
}

}  // namespace tessera::enrol
