// What an event does to an application: one pure function over the state table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/enrol/state_table.hpp>

namespace tessera::enrol {

struct Facts {
  Who who = Who::system;
  // Guards that hold, as the caller found them.
  bool notice_shown = false;
  bool core_complete = false;
  bool evidence_given = false;
  bool consent_recorded = false;
  bool more_supplied = false;
  bool may_edit = false;
  bool authenticators_bound = false;
  bool checklist_complete = false;
  bool second_needed = false;
  std::size_t reasons = 0;
  // Of the state the application is in.
  TimePoint entered;
  int timer_step = 0;
};

struct Outcome {
  State to = State::none;
  std::vector<Effect> effects;
  std::string applicant_view;          // text id
  bool stays = false;                  // to is the state it was in
  std::optional<TimePoint> timer_due;  // absent only for states that are not open
  int timer_step = 0;                  // which step that is
  [[nodiscard]] bool has(Effect effect) const;
};

// Errors: Errc::conflict "transition.none" (no enabled row), Errc::forbidden "transition.actor",
// Errc::invalid "transition.<guard>".
[[nodiscard]] Result<Outcome> decide_transition(State state, Event event, const Facts& facts,
                                                TimePoint now);

// The event that the timer of this state brings at this step; nullopt for states without one.
[[nodiscard]] std::optional<Event> timer_event(State state, int step);

// Working days are Monday to Friday.
[[nodiscard]] TimePoint add_days(TimePoint from, int days, bool working);

}  // namespace tessera::enrol
