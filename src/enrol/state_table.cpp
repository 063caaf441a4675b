#include <tessera/enrol/state_table.hpp>

#include <algorithm>
#include <array>

namespace tessera::enrol {
namespace {

using S = State;
using E = Event;
using G = Guard;
using W = Who;
using F = Effect;

constexpr bool kOn = true;
constexpr bool kOff = false;  // the row waits for a later release

// clang-format off: one row, one line
const std::vector<Transition>& table() {
  static const std::vector<Transition> rows{
      // From, event, guard, to, who, effects, enabled
      {S::none, E::start, G::notice_shown, S::draft, W::applicant, {F::issue_continuation_code}, kOn},
      {S::none, E::start_bootstrap, G::none, S::approved_pending_binding, W::system,
       {F::issue_continuation_code, F::issue_tracking_number}, kOn},
      {S::draft, E::submit, G::ready_to_submit, S::submitted, W::applicant,
       {F::issue_tracking_number, F::check_duplicates, F::cancel_deletion}, kOn},
      {S::submitted, E::route, G::route_chosen, S::evidence_collection, W::system, {}, kOff},
      // This release has one route: the evidence comes with the draft and a registrar looks at it.
      {S::submitted, E::route, G::none, S::in_review, W::system,
       {F::suggest_assignee, F::notify_applicant}, kOn},
      {S::submitted, E::timer, G::none, S::submitted, W::system, {F::escalate}, kOn},
      {S::evidence_collection, E::evidence_added, G::evidence_accepted, S::evidence_collection,
       W::applicant, {}, kOff},
      {S::evidence_collection, E::evidence_complete, G::evidence_satisfies, S::validation, W::applicant,
       {}, kOff},
      {S::validation, E::checks_passed, G::auto_approve, S::approved_pending_binding, W::system,
       {F::create_person, F::notify_applicant, F::schedule_deletion}, kOff},
      {S::validation, E::needs_human, G::none, S::in_review, W::system, {F::suggest_assignee}, kOff},
      {S::validation, E::risk_flag, G::none, S::in_review, W::system, {F::suggest_assignee}, kOff},
      {S::validation, E::duplicate_hit, G::none, S::in_review, W::system, {F::suggest_assignee}, kOff},
      {S::validation, E::source_unavailable, G::retry_budget, S::validation, W::system,
       {F::notify_applicant}, kOff},
      {S::validation, E::timer, G::none, S::validation, W::system, {F::escalate}, kOff},
      {S::in_review, E::request_more, G::has_reason, S::awaiting_applicant, W::officer,
       {F::notify_applicant, F::keep_assignee}, kOn},
      {S::in_review, E::timer, G::none, S::in_review, W::system, {F::escalate, F::keep_assignee}, kOn},
      {S::awaiting_applicant, E::supplied, G::more_supplied, S::in_review, W::applicant,
       {F::keep_assignee, F::check_duplicates}, kOn},
      {S::awaiting_applicant, E::reminder, G::none, S::awaiting_applicant, W::system,
       {F::notify_applicant, F::keep_assignee}, kOn},
      {S::awaiting_applicant, E::timer, G::none, S::expired, W::system,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::evidence_collection, E::timer, G::none, S::expired, W::system,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::draft, E::timer, G::none, S::expired, W::system, {F::notify_applicant, F::schedule_deletion},
       kOn},
      {S::in_review, E::refer, G::has_reason, S::with_referee, W::officer, {F::notify_applicant}, kOff},
      {S::with_referee, E::attended_result, G::none, S::in_review, W::officer, {}, kOff},
      {S::with_referee, E::no_show, G::none, S::awaiting_applicant, W::officer, {F::notify_applicant},
       kOff},
      {S::with_referee, E::timer, G::none, S::awaiting_applicant, W::system, {F::notify_applicant}, kOff},
      {S::in_review, E::recommend_approve, G::second_needed, S::second_review, W::officer, {}, kOff},
      {S::in_review, E::recommend_approve, G::checklist_complete, S::approved_pending_binding,
       W::officer, {F::create_person, F::notify_applicant, F::schedule_deletion}, kOn},
      {S::second_review, E::concur, G::independent, S::approved_pending_binding, W::officer,
       {F::create_person, F::notify_applicant, F::schedule_deletion}, kOff},
      {S::second_review, E::differ, G::independent, S::adjudication, W::officer, {}, kOff},
      {S::second_review, E::timer, G::none, S::second_review, W::system, {F::escalate}, kOff},
      {S::adjudication, E::approve, G::independent, S::approved_pending_binding, W::officer,
       {F::create_person, F::notify_applicant, F::schedule_deletion}, kOff},
      {S::adjudication, E::timer, G::none, S::adjudication, W::system, {F::escalate}, kOff},
      {S::in_review, E::reject, G::has_reason, S::rejected, W::officer,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::adjudication, E::reject, G::has_reason, S::rejected, W::officer,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::rejected, E::edit_resubmit, G::may_edit, S::evidence_collection, W::applicant,
       {F::cancel_deletion}, kOff},
      // This release collects evidence in the draft, so that is where mending begins.
      {S::rejected, E::edit_resubmit, G::may_edit, S::draft, W::applicant, {F::cancel_deletion}, kOn},
      {S::rejected, E::appeal, G::has_rationale, S::appealed, W::applicant, {F::cancel_deletion}, kOff},
      {S::rejected, E::timer, G::none, S::rejected_final, W::system,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::appealed, E::confirm_rejection, G::has_rationale, S::rejected_final, W::officer,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::appealed, E::overturn, G::has_rationale, S::approved_pending_binding, W::officer,
       {F::create_person, F::notify_applicant, F::schedule_deletion}, kOff},
      {S::appealed, E::remit, G::has_rationale, S::in_review, W::officer, {F::notify_applicant}, kOff},
      {S::appealed, E::timer, G::none, S::appealed, W::system, {F::escalate}, kOff},
      {S::approved_pending_binding, E::bind, G::authenticators_bound, S::active, W::applicant,
       {F::activate_person, F::notify_applicant, F::schedule_deletion}, kOn},
      {S::approved_pending_binding, E::timer, G::none, S::lapsed, W::system,
       {F::close_person, F::notify_applicant, F::schedule_deletion}, kOn},
      {S::draft, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::submitted, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::in_review, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::awaiting_applicant, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::rejected, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOn},
      {S::approved_pending_binding, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::close_person, F::notify_applicant, F::schedule_deletion}, kOn},
      {S::evidence_collection, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::validation, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::with_referee, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::second_review, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::adjudication, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::appealed, E::withdraw, G::none, S::withdrawn, W::applicant,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::in_review, E::fraud_hold, G::has_reason, S::on_hold, W::officer, {}, kOff},
      {S::approved_pending_binding, E::fraud_hold, G::has_reason, S::on_hold, W::officer, {}, kOff},
      {S::on_hold, E::clear, G::independent, S::prior, W::officer, {}, kOff},
      {S::on_hold, E::confirm_fraud, G::independent, S::rejected, W::officer,
       {F::notify_applicant, F::schedule_deletion}, kOff},
      {S::on_hold, E::timer, G::none, S::prior, W::system, {}, kOff},
      {S::on_hold, E::withdraw, G::none, S::withdrawn, W::applicant, {F::schedule_deletion}, kOff},
      {S::active, E::repudiate, G::none, S::on_hold, W::applicant, {F::suspend_person}, kOff},
  };
  return rows;
}

constexpr std::array kTimers{
    TimerStep{S::draft, 30, false, E::timer},
    TimerStep{S::submitted, 1, true, E::timer},
    TimerStep{S::evidence_collection, 30, false, E::timer},
    TimerStep{S::validation, 1, true, E::timer},
    TimerStep{S::in_review, 4, true, E::timer},  // 80 % of five working days; then again every four
    TimerStep{S::awaiting_applicant, 7, false, E::reminder},
    TimerStep{S::awaiting_applicant, 14, false, E::reminder},
    TimerStep{S::awaiting_applicant, 19, false, E::reminder},
    TimerStep{S::awaiting_applicant, 21, false, E::timer},
    TimerStep{S::with_referee, 30, false, E::timer},
    TimerStep{S::second_review, 4, true, E::timer},
    TimerStep{S::adjudication, 4, true, E::timer},
    TimerStep{S::rejected, 30, false, E::timer},
    TimerStep{S::appealed, 24, false, E::timer},  // 80 % of 30 days
    TimerStep{S::approved_pending_binding, 14, false, E::timer},
    TimerStep{S::on_hold, 10, false, E::timer},
};

constexpr std::array kStates{
    // State, name, view, open, adverse, enabled
    StateInfo{S::none, "none", "none", false, false, true},
    StateInfo{S::draft, "draft", "started", true, false, true},
    StateInfo{S::submitted, "submitted", "received", true, false, true},
    StateInfo{S::evidence_collection, "evidence_collection", "we_need", true, false, false},
    StateInfo{S::validation, "validation", "checking", true, false, false},
    StateInfo{S::in_review, "in_review", "in_review", true, false, true},
    StateInfo{S::awaiting_applicant, "awaiting_applicant", "action_needed", true, false, true},
    StateInfo{S::with_referee, "with_referee", "appointment", true, false, false},
    StateInfo{S::second_review, "second_review", "in_review", true, false, false},
    StateInfo{S::adjudication, "adjudication", "in_review", true, false, false},
    StateInfo{S::rejected, "rejected", "not_accepted", true, true, true},
    StateInfo{S::appealed, "appealed", "appeal_received", true, false, false},
    StateInfo{S::rejected_final, "rejected_final", "final", false, true, true},
    StateInfo{S::approved_pending_binding, "approved_pending_binding", "approved", true, false, true},
    StateInfo{S::lapsed, "lapsed", "lapsed", false, false, true},
    StateInfo{S::active, "active", "done", false, false, true},
    StateInfo{S::withdrawn, "withdrawn", "withdrawn", false, false, true},
    StateInfo{S::expired, "expired", "expired", false, false, true},
    StateInfo{S::on_hold, "on_hold", "additional_checks", true, false, false},
    StateInfo{S::prior, "prior", "none", false, false, false},
};

constexpr std::array<std::string_view, 34> kEvents{
    "start",          "start_bootstrap", "submit",        "route",         "evidence_added",
    "evidence_complete", "checks_passed", "needs_human",  "risk_flag",     "duplicate_hit",
    "source_unavailable", "request_more", "supplied",     "timer",         "reminder",
    "refer",          "attended_result", "no_show",       "recommend_approve", "concur",
    "differ",         "approve",         "reject",        "edit_resubmit", "appeal",
    "confirm_rejection", "overturn",     "remit",         "bind",          "withdraw",
    "fraud_hold",     "clear",           "confirm_fraud", "repudiate"};
static_assert(kEvents.size() == static_cast<std::size_t>(Event::repudiate) + 1);
static_assert(kStates.size() == static_cast<std::size_t>(State::prior) + 1);

// clang-format on
}  // namespace

std::span<const Transition> transitions() {
  return table();
}
std::span<const TimerStep> timer_steps() {
  return kTimers;
}
std::span<const StateInfo> state_infos() {
  return kStates;
}
const StateInfo& info_of(State state) {
  return kStates[static_cast<std::size_t>(state)];
}
std::string_view to_string(State state) {
  return info_of(state).name;
}
std::string_view to_string(Event event) {
  return kEvents[static_cast<std::size_t>(event)];
}

std::optional<State> parse_state(std::string_view name) {
  const auto found = std::ranges::find(kStates, name, &StateInfo::name);
  if (found == kStates.end() || found->state == State::none || found->state == State::prior) {
    return std::nullopt;
  }
  return found->state;
}

}  // namespace tessera::enrol
