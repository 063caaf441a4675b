// Throttling of credential failures (requirements 4.5): per account with a growing delay, per
// network in windows, and a separate account counter for a known device, so that strangers lock
// nobody out. The rules and their arithmetic are plain functions; the store runs the same
// arithmetic in one script.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

// Configurable; the defaults are those of requirements 4.5.
struct ThrottlePolicy {
  int free_failures = 10;  // per account and lane, before delays begin
  Duration first_delay = seconds{30};
  Duration longest_delay = hours{1};
  // Since the last failure: after a single one forget_first, doubled by each further one up to
  // forget_after, so that guessed logins do not fill the store for a day.
  Duration forget_first = minutes{15};
  Duration forget_after = hours{24};
  int per_network_small = 60;   // failures per IPv4 address or IPv6 /64 in `window`
  int per_network_large = 300;  // per IPv6 /48
  Duration window = minutes{10};
  // Right passwords per account and lane in `window`: each costs a hash, and whoever has one
  // account could else spend the hashing of a node.
  int right_passwords = 100;
  int hard_cap = 50;  // consecutive failures of one authenticator, then strangers are refused
  int hard_cap_known_device = 100;  // the same for known devices (SP 800-63B-4 3.2.2)
};

struct ThrottleRule {
  enum class Kind { growing, window };
  Kind kind = Kind::growing;
  std::string key;          // no personal data: MACs and digests
  int free = 0;             // growing: failures without a delay; window: failures per window
  Duration period{};        // growing: first delay, doubled each time; window: its length
  Duration longest{};       // growing: the longest delay
  Duration forget{};        // growing: since the last failure, at most ...
  Duration forget_first{};  // ... and after a single one
};

struct ThrottleState {
  int count = 0;
  TimePoint since;  // window: its start; growing: the last failure
  TimePoint until;  // growing: nothing is tried before
};

// How long so many are remembered: windows since their start, others since the last failure.
[[nodiscard]] Duration life_of(const ThrottleRule& rule, int count);
// The state with what is over forgotten.
[[nodiscard]] ThrottleState current_state(const ThrottleRule& rule, const ThrottleState& state,
                                          TimePoint now);
// How long to wait; zero if a try is free now.
[[nodiscard]] Duration decide_wait(const ThrottleRule& rule, const ThrottleState& state,
                                   TimePoint now);
// The state after a try that is counted as a failure until it is known to be none.
[[nodiscard]] ThrottleState count_try(const ThrottleRule& rule, const ThrottleState& state,
                                      TimePoint now);
// The state after a try proved right (growing counters begin anew) or was never judged.
[[nodiscard]] ThrottleState give_back(const ThrottleRule& rule, const ThrottleState& state,
                                      bool success);

// One try, as the rules see it.
struct Attempt {
  std::string account;    // MAC of the login, or "otp|" and the person's id
  std::string device;     // id of a device that is known for this account, or empty
  std::string address;    // canonical text form
  bool guessable = true;  // a signature is no guess: networks have windows of their own for it
};
// A known device is counted by itself and nothing else.
[[nodiscard]] std::vector<ThrottleRule> rules_for(const Attempt& attempt,
                                                  const ThrottlePolicy& policy);
// What a right password is counted by; a wrong one is given back, so that nobody uses up the
// owner's.
[[nodiscard]] ThrottleRule rule_for_right_passwords(const Attempt& attempt,
                                                    const ThrottlePolicy& policy);
// "203.0.113.7" -> itself; IPv6 -> its /64 or /48 in hex; "" for text that is no address.
[[nodiscard]] std::string network_of(std::string_view address, int v6_prefix_bits);
// May this authenticator be tried at all, after so many consecutive failures?
[[nodiscard]] bool is_under_cap(int consecutive_failures, bool known_device,
                                const ThrottlePolicy& policy);

class ThrottleStore {
 public:
  virtual ~ThrottleStore() = default;
  struct Verdict {
    bool allowed = true;
    Duration wait{};           // if not
    std::int64_t refused = 0;  // tries refused in a row at the rule that bites, this one included
  };
  // Takes from all rules or, if one bites, from none. Atomic; one round trip. Throws Unavailable.
  [[nodiscard]] virtual Task<Verdict> take(std::span<const ThrottleRule> rules, TimePoint now) = 0;
  [[nodiscard]] virtual Task<> give_back(std::span<const ThrottleRule> rules, bool success,
                                         TimePoint now) = 0;
};

// Floods are counted into few events: the 1st, 10th, 100th ... refusal of a row is written.
[[nodiscard]] bool is_worth_an_event(std::int64_t refused);

}  // namespace tessera::authn
