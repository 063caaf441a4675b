// What staff do to an account, and how it comes back (requirements 4.4, account interventions), as
// data. A hold is of staff alone; a need is what the person has to do, and is kept through a hold.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace tessera::people {

enum class Intervention { okay, suspended, blocked, needs_reset, needs_reproof, needs_both };

enum class Hold { none, suspended, blocked };

struct AccountStanding {
  Hold hold = Hold::none;
  bool needs_reset = false;    // a new password, by recovery
  bool needs_reproof = false;  // the identity proofed again, at the desk
  [[nodiscard]] Intervention word() const;
  [[nodiscard]] bool okay() const { return word() == Intervention::okay; }
  friend bool operator==(const AccountStanding&, const AccountStanding&) = default;
};

enum class InterventionEvent {
  suspend,
  lift,  // a suspension: the needs are left; without one: the needs
  block,
  unblock,
  require_reset,  // the requirements of staff end a suspension
  require_reproof,
  require_both,
  reset_done,  // by what the person did: clears its own need only
  reproof_done,
};

[[nodiscard]] std::string_view to_string(Intervention intervention);
[[nodiscard]] std::string_view to_string(InterventionEvent event);
[[nodiscard]] std::string_view to_string(Hold hold);
[[nodiscard]] std::optional<Hold> parse_hold(std::string_view word);
[[nodiscard]] std::optional<InterventionEvent> parse_intervention_event(std::string_view word);
[[nodiscard]] std::span<const InterventionEvent> all_intervention_events();

// The adjacency list: what may happen to an account that stands so.
[[nodiscard]] std::span<const InterventionEvent> intervention_events(Intervention from);
// nullopt: the list has no such step.
[[nodiscard]] std::optional<AccountStanding> decide_intervention(const AccountStanding& standing,
                                                                 InterventionEvent event);
// Not of staff but of what the person did.
[[nodiscard]] bool is_user_led(InterventionEvent event);
// The permission that staff need for it; "" for what is not theirs.
[[nodiscard]] std::string_view permission_for(InterventionEvent event);

}  // namespace tessera::people
