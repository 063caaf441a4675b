// The states of an application and the one table of its transitions (requirements 4.4). Every row
// of 4.4 is here; rows that this release does not serve carry enabled = false.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

namespace tessera::enrol {

enum class State {
  none,  // before the start
  draft,
  submitted,
  evidence_collection,
  validation,
  in_review,
  awaiting_applicant,
  with_referee,
  second_review,
  adjudication,
  rejected,
  appealed,
  rejected_final,
  approved_pending_binding,
  lapsed,
  active,
  withdrawn,
  expired,
  on_hold,
  prior,  // as a target only: the state before the hold
};

enum class Event {
  start,
  start_bootstrap,  // by the bootstrap invitation: nothing to prove, authenticators to bind
  submit,
  route,
  evidence_added,
  evidence_complete,
  checks_passed,
  needs_human,
  risk_flag,
  duplicate_hit,
  source_unavailable,
  request_more,
  supplied,
  timer,
  reminder,
  refer,
  attended_result,
  no_show,
  recommend_approve,
  concur,
  differ,
  approve,
  reject,
  edit_resubmit,
  appeal,
  confirm_rejection,
  overturn,
  remit,
  bind,
  withdraw,
  fraud_hold,
  clear,
  confirm_fraud,
  repudiate,
};

// Who may cause it. A timer or a rule is system; an officer is always a human being.
enum class Who { applicant, officer, system };

enum class Guard {
  none,
  notice_shown,     // and a channel was chosen
  ready_to_submit,  // core attributes complete, evidence given, consent recorded
  route_chosen,
  evidence_accepted,   // format and scanner
  evidence_satisfies,  // the set reaches the level
  auto_approve,        // no risk flag and the policy allows it at this level
  retry_budget,
  has_reason,  // at least one reason code of the catalogue
  more_supplied,
  second_needed,       // IAL3, referee, duplicate, sample: another officer has to concur
  checklist_complete,  // and no second officer is needed
  independent,         // not one of the earlier officers
  may_edit,
  has_rationale,
  authenticators_bound,
};

enum class Effect {
  issue_continuation_code,
  issue_tracking_number,
  check_duplicates,
  suggest_assignee,
  keep_assignee,
  notify_applicant,
  escalate,
  create_person,
  activate_person,
  close_person,
  schedule_deletion,  // of personal data and evidence, 30 days from now
  cancel_deletion,
  suspend_person,
};

struct Transition {
  State from;
  Event event;
  Guard guard;
  State to;
  Who who;
  std::vector<Effect> effects;
  bool enabled;
};

// When a state has lasted that long, this event comes by itself. Several steps of one state come
// one after the other; the last one repeats.
struct TimerStep {
  State state;
  int days;
  bool working_days;
  Event event;
};

struct StateInfo {
  State state;
  std::string_view name;  // as stored
  std::string_view view;  // what the applicant is told: text id "enrol.view.<view>"
  bool open;              // somebody still has to act
  bool adverse;           // ends against the applicant
  bool enabled;
};

[[nodiscard]] std::span<const Transition> transitions();
[[nodiscard]] std::span<const TimerStep> timer_steps();
[[nodiscard]] std::span<const StateInfo> state_infos();
[[nodiscard]] const StateInfo& info_of(State state);
[[nodiscard]] std::string_view to_string(State state);
[[nodiscard]] std::optional<State> parse_state(std::string_view name);
[[nodiscard]] std::string_view to_string(Event event);

// Version of the table and of the rules around it; stored with every step (R07).
inline constexpr std::string_view kRuleVersion = "enrol-2026.1";

}  // namespace tessera::enrol
