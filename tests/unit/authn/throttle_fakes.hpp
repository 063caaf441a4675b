// The counters in memory, by the arithmetic of the room.
#pragma once

#include <map>
#include <set>
#include <string>

#include <tessera/authn/throttle.hpp>
#include <tessera/base/unavailable.hpp>

namespace tessera::authn {

class FakeThrottle final : public ThrottleStore {
 public:
  Task<Verdict> take(std::span<const ThrottleRule> rules, TimePoint now) override {
    if (away) throw Unavailable("redis", "away");
    for (const auto& rule : rules) {
      const auto wait = decide_wait(rule, states[rule.key], now);
      if (wait > Duration{}) co_return Verdict{false, wait, ++refused[rule.key]};
    }
    for (const auto& rule : rules) states[rule.key] = count_try(rule, states[rule.key], now);
    co_return Verdict{};
  }
  Task<> give_back(std::span<const ThrottleRule> rules, bool success, TimePoint) override {
    for (const auto& rule : rules)
      states[rule.key] = authn::give_back(rule, states[rule.key], success);
    co_return;
  }
  std::map<std::string, ThrottleState> states;
  std::map<std::string, std::int64_t> refused;
  bool away = false;
};

}  // namespace tessera::authn
