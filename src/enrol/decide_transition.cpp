#include <tessera/enrol/decide_transition.hpp>

#include <algorithm>
#include <chrono>

namespace tessera::enrol {
namespace {

bool holds(Guard guard, const Facts& facts) {
  switch (guard) {
    case Guard::none:
      return true;
    case Guard::notice_shown:
      return facts.notice_shown;
    case Guard::ready_to_submit:
      return facts.core_complete && facts.evidence_given && facts.consent_recorded;
    case Guard::has_reason:
      return facts.reasons > 0;
    case Guard::more_supplied:
      return facts.more_supplied;
    case Guard::second_needed:
      return facts.second_needed;
    case Guard::checklist_complete:
      return facts.checklist_complete;
    case Guard::may_edit:
      return facts.may_edit;
    case Guard::authenticators_bound:
      return facts.authenticators_bound;
    // Guards of rows that are not enabled: nothing fulfils them yet.
    case Guard::route_chosen:
    case Guard::evidence_accepted:
    case Guard::evidence_satisfies:
    case Guard::auto_approve:
    case Guard::retry_budget:
    case Guard::independent:
    case Guard::has_rationale:
      return false;
  }
  return false;
}

std::string_view refusal(Guard guard) {
  switch (guard) {
    case Guard::notice_shown:
      return "transition.notice";
    case Guard::ready_to_submit:
      return "transition.incomplete";
    case Guard::has_reason:
      return "transition.no_reason";
    case Guard::more_supplied:
      return "transition.nothing_supplied";
    case Guard::checklist_complete:
      return "transition.checklist";
    case Guard::may_edit:
      return "transition.may_not_edit";
    case Guard::authenticators_bound:
      return "transition.not_bound";
    default:
      return "transition.guard";
  }
}

std::vector<TimerStep> steps_of(State state) {
  std::vector<TimerStep> out;
  for (const auto& step : timer_steps()) {
    if (step.state == state) out.push_back(step);
  }
  return out;
}

void set_timer(Outcome& outcome, const Facts& facts, TimePoint now) {
  const auto steps = steps_of(outcome.to);
  if (steps.empty()) return;
  const auto index = outcome.stays ? static_cast<std::size_t>(facts.timer_step) + 1 : 0;
  if (index < steps.size()) {
    outcome.timer_step = static_cast<int>(index);
    const auto from = outcome.stays ? facts.entered : now;
    outcome.timer_due = add_days(from, steps[index].days, steps[index].working_days);
    return;
  }
  outcome.timer_step = static_cast<int>(steps.size()) - 1;
  outcome.timer_due = add_days(now, steps.back().days, steps.back().working_days);
}

}  // namespace

bool Outcome::has(Effect effect) const {
  return std::ranges::find(effects, effect) != effects.end();
}

Result<Outcome> decide_transition(State state, Event event, const Facts& facts, TimePoint now) {
  const Transition* refused = nullptr;
  for (const auto& row : transitions()) {
    if (!row.enabled || row.from != state || row.event != event) continue;
    if (row.who != facts.who) return fail(Errc::forbidden, "transition.actor");
    if (!holds(row.guard, facts)) {
      refused = &row;
      continue;
    }
    Outcome outcome{.to = row.to,
                    .effects = row.effects,
                    .applicant_view = "enrol.view." + std::string(info_of(row.to).view),
                    .stays = row.to == state};
    set_timer(outcome, facts, now);
    return outcome;
  }
  if (refused != nullptr) return fail(Errc::invalid, std::string(refusal(refused->guard)));
  return fail(Errc::conflict, "transition.none");
}

std::optional<Event> timer_event(State state, int step) {
  const auto steps = steps_of(state);
  if (steps.empty()) return std::nullopt;
  const auto index = std::min(static_cast<std::size_t>(std::max(step, 0)), steps.size() - 1);
  return steps[index].event;
}

TimePoint add_days(TimePoint from, int count, bool working) {
  if (!working) return from + days{count};
  auto at = from;
  for (int left = count; left > 0;) {
    at += days{1};
    const std::chrono::weekday day{std::chrono::floor<days>(at)};
    if (day != std::chrono::Saturday && day != std::chrono::Sunday) --left;
  }
  return at;
}

}  // namespace tessera::enrol
