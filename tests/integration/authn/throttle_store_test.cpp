// The script does the arithmetic of authn/throttle.hpp: the same walk through both, step by step.
#include <map>
#include <random>

#include "tests/integration/authn/stack.hpp"

namespace tessera::authn {
namespace {

class ThrottleOnRedis : public test::Backends {
 protected:
  store::redis::ThrottleStore store_{redis()};
  std::map<std::string, ThrottleState> states_;

  Duration expected_wait(const std::vector<ThrottleRule>& rules) {
    Duration wait{};
    for (const auto& rule : rules)
      wait = std::max(wait, decide_wait(rule, states_[rule.key], clock.now()));
    return wait;
  }
};

TEST_F(ThrottleOnRedis, AgreesWithTheRules) {
  clock.set(std::chrono::floor<seconds>(clock.now()));
  std::mt19937 dice(42);
  const ThrottlePolicy policy{.per_network_small = 8, .per_network_large = 20};
  for (int i = 0; i < 1500; ++i) {
    const Attempt attempt{.account = "a" + std::to_string(dice() % 3),
                          .device = dice() % 4 == 0 ? "d1" : "",
                          .address = dice() % 2 == 0
                                         ? "2001:db8:1:" + std::to_string(dice() % 4) + "::1"
                                         : "203.0.113." + std::to_string(dice() % 3)};
    const auto rules = rules_for(attempt, policy);
    const auto wait = expected_wait(rules);
    const auto verdict = run([&] { return store_.take(rules, clock.now()); });
    ASSERT_EQ(verdict.allowed, wait == Duration{}) << i;
    ASSERT_EQ(verdict.wait, wait) << i;
    if (verdict.allowed) {
      for (const auto& rule : rules)
        states_[rule.key] = count_try(rule, states_[rule.key], clock.now());
      const auto outcome = dice() % 20;
      if (outcome < 2) {
        run([&] { return store_.give_back(rules, outcome == 0, clock.now()); });
        for (const auto& rule : rules)
          states_[rule.key] = give_back(rule, states_[rule.key], outcome == 0);
      }
    } else {
      ASSERT_GE(verdict.refused, 1);
    }
    clock.advance(seconds{dice() % 12 == 0 ? dice() % 2000 : dice() % 5});
  }
}

TEST_F(ThrottleOnRedis, KeepsNoPersonalDataAndForgets) {
  const auto rules = rules_for({.account = "mac", .device = {}, .address = "203.0.113.7"}, {});
  static_cast<void>(run([&] { return store_.take(rules, clock.now()); }));
  for (const auto& rule : rules) {
    const auto ttl = run([&] { return redis().command({"PTTL", rule.key}); });
    EXPECT_GT(ttl.integer, 0) << rule.key;
    EXPECT_LE(ttl.integer, 15 * 60 * 1000) << "one guessed login is soon forgotten";
  }
  for (int i = 0; i < 10; ++i)
    static_cast<void>(run([&] { return store_.take(rules, clock.now()); }));
  const auto ttl = run([&] { return redis().command({"PTTL", rules.front().key}); });
  EXPECT_GT(ttl.integer, 23 * 60 * 60 * 1000) << "many failures are not";
}

}  // namespace
}  // namespace tessera::authn
