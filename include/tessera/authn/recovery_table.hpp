// A recovery of sign-in, from enough proof to new authenticators, as one state table
// (requirements 4.6). It begins when the proof is enough: what leads there leaves no row behind.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

namespace tessera::authn {

enum class RecoveryState { none, waiting, ready, binding, completed, cancelled, expired };
enum class RecoveryEvent { request, vouch, wait_over, confirm, bind, cancel, replace, timer };
enum class RecoveryGuard {
  none,
  waits,         // the proof is enough and time has to pass
  at_once,       // the proof is enough and nothing but the password is replaced
  vouched,       // an officer saw the person
  secret_right,  // the recovery secret was given again
  has_secret,    // there is one: the person can come back
  reached        // what was lost is set up anew
};
// claimant: who gave the proofs. owner: who holds a link of a notice or a live session.
enum class RecoveryWho { claimant, owner, officer, system };
enum class RecoveryEffect { issue_secret, tell_all, replace_authenticators, end_sessions };

struct RecoveryTransition {
  RecoveryState from;
  RecoveryEvent event;
  RecoveryGuard guard;
  RecoveryState to;
  RecoveryWho who;
  std::vector<RecoveryEffect> effects;
};
struct RecoveryStateInfo {
  RecoveryState state;
  std::string_view name;  // what the database says
  bool open;
  RecoveryEvent at_due;  // what happens when its time is over
};

[[nodiscard]] std::span<const RecoveryTransition> recovery_transitions();
[[nodiscard]] std::span<const RecoveryStateInfo> recovery_states();
[[nodiscard]] std::string_view to_string(RecoveryState state);
[[nodiscard]] std::string_view to_string(RecoveryEvent event);
[[nodiscard]] std::optional<RecoveryState> parse_recovery_state(std::string_view name);

struct RecoveryPolicy {
  Duration wait = hours{24};    // between enough proof and new authenticators
  Duration stays = days{7};     // ready, before it is over
  Duration binding = hours{1};  // to set up what is new
};
struct RecoveryFacts {
  RecoveryWho who = RecoveryWho::claimant;
  bool enough = false;
  bool at_once = false;
  bool vouched = false;
  bool secret_right = false;
  bool has_secret = false;
  bool reached = false;
};
struct RecoveryOutcome {
  RecoveryState to = RecoveryState::none;
  std::vector<RecoveryEffect> effects;
  std::optional<TimePoint> due;  // of the next timer; none once it is over
  [[nodiscard]] bool has(RecoveryEffect effect) const;
};
// Errc::conflict "recovery.state" for an event that the state does not have; Errc::forbidden
// "recovery.actor"; Errc::invalid "recovery.guard".
[[nodiscard]] Result<RecoveryOutcome> decide_recovery(RecoveryState state, RecoveryEvent event,
                                                      const RecoveryFacts& facts,
                                                      const RecoveryPolicy& policy, TimePoint now);
// What happens now to one whose time is over.
[[nodiscard]] RecoveryEvent due_event(RecoveryState state);

}  // namespace tessera::authn
