#include <tessera/authn/recovery_table.hpp>

#include <algorithm>
#include <array>

namespace tessera::authn {
namespace {

using S = RecoveryState;
using E = RecoveryEvent;
using G = RecoveryGuard;
using W = RecoveryWho;
using F = RecoveryEffect;

// clang-format off: one row, one line
const std::vector<RecoveryTransition>& table() {
  static const std::vector<RecoveryTransition> rows{
      // From, event, guard, to, who, effects
      {S::none, E::request, G::at_once, S::binding, W::claimant, {F::tell_all}},
      {S::none, E::request, G::waits, S::waiting, W::claimant, {F::issue_secret, F::tell_all}},
      {S::none, E::vouch, G::vouched, S::ready, W::officer, {F::issue_secret, F::tell_all}},
      {S::waiting, E::wait_over, G::none, S::ready, W::system, {F::tell_all}},
      {S::ready, E::confirm, G::secret_right, S::binding, W::claimant, {}},
      {S::binding, E::bind, G::reached, S::completed, W::claimant,
       {F::replace_authenticators, F::end_sessions, F::tell_all}},
      {S::binding, E::timer, G::has_secret, S::ready, W::system, {}},
      {S::binding, E::timer, G::none, S::expired, W::system, {F::tell_all}},
      {S::ready, E::timer, G::none, S::expired, W::system, {F::tell_all}},
      {S::waiting, E::cancel, G::none, S::cancelled, W::owner, {F::tell_all}},
      {S::ready, E::cancel, G::none, S::cancelled, W::owner, {F::tell_all}},
      {S::binding, E::cancel, G::none, S::cancelled, W::owner, {F::tell_all}},
      // A newer one of the same person takes its place.
      {S::waiting, E::replace, G::none, S::cancelled, W::system, {}},
      {S::ready, E::replace, G::none, S::cancelled, W::system, {}},
      {S::binding, E::replace, G::none, S::cancelled, W::system, {}},
  };
  return rows;
}
// clang-format on

constexpr std::array kStates{
    // State, name, open, at_due
    RecoveryStateInfo{S::none, "none", false, E::timer},
    RecoveryStateInfo{S::waiting, "waiting", true, E::wait_over},
    RecoveryStateInfo{S::ready, "ready", true, E::timer},
    RecoveryStateInfo{S::binding, "binding", true, E::timer},
    RecoveryStateInfo{S::completed, "completed", false, E::timer},
    RecoveryStateInfo{S::cancelled, "cancelled", false, E::timer},
    RecoveryStateInfo{S::expired, "expired", false, E::timer},
};
constexpr std::array<std::string_view, 8> kEvents{"request", "vouch",  "wait_over", "confirm",
                                                  "bind",    "cancel", "replace",   "timer"};
static_assert(kStates.size() == static_cast<std::size_t>(S::expired) + 1);
static_assert(kEvents.size() == static_cast<std::size_t>(E::timer) + 1);

bool holds(G guard, const RecoveryFacts& f) {
  switch (guard) {
    case G::none:
      return true;
    case G::waits:
      return f.enough && !f.at_once;
    case G::at_once:
      return f.enough && f.at_once;
    case G::vouched:
      return f.vouched;
    case G::secret_right:
      return f.secret_right;
    case G::has_secret:
      return f.has_secret;
    case G::reached:
      return f.reached;
  }
  return false;
}

std::optional<TimePoint> due_of(S state, const RecoveryPolicy& policy, TimePoint now) {
  switch (state) {
    case S::waiting:
      return now + policy.wait;
    case S::ready:
      return now + policy.stays;
    case S::binding:
      return now + policy.binding;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::span<const RecoveryTransition> recovery_transitions() {
  return table();
}
std::span<const RecoveryStateInfo> recovery_states() {
  return kStates;
}
std::string_view to_string(RecoveryState state) {
  return kStates[static_cast<std::size_t>(state)].name;
}
std::string_view to_string(RecoveryEvent event) {
  return kEvents[static_cast<std::size_t>(event)];
}

std::optional<RecoveryState> parse_recovery_state(std::string_view name) {
  const auto found = std::ranges::find(kStates, name, &RecoveryStateInfo::name);
  if (found == kStates.end() || found->state == S::none) return std::nullopt;
  return found->state;
}

bool RecoveryOutcome::has(RecoveryEffect effect) const {
  return std::ranges::find(effects, effect) != effects.end();
}

Result<RecoveryOutcome> decide_recovery(RecoveryState state, RecoveryEvent event,
                                        const RecoveryFacts& facts, const RecoveryPolicy& policy,
                                        TimePoint now) {
  bool known = false;
  for (const auto& row : table()) {
    if (row.from != state || row.event != event) continue;
    if (row.who != facts.who) return fail(Errc::forbidden, "recovery.actor");
    known = true;
    if (!holds(row.guard, facts)) continue;
    return RecoveryOutcome{
        .to = row.to, .effects = row.effects, .due = due_of(row.to, policy, now)};
  }
  if (known) return fail(Errc::invalid, "recovery.guard");
  return fail(Errc::conflict, "recovery.state");
}

RecoveryEvent due_event(RecoveryState state) {
  return kStates[static_cast<std::size_t>(state)].at_due;
}

}  // namespace tessera::authn
