#include <tessera/authn/throttle.hpp>

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

const TimePoint kStart{seconds{1'000'000}};

ThrottleState after_failures(const ThrottleRule& rule, int n, TimePoint& now) {
  ThrottleState state;
  for (int i = 0; i < n; ++i) {
    now += decide_wait(rule, state, now);
    state = count_try(rule, state, now);
  }
  return state;
}

TEST(Throttle, DelaysGrowAfterTheFreeFailuresToTheLongest) {
  const auto rule = rules_for({.account = "a", .device = {}, .address = {}}, {}).front();
  auto now = kStart;
  EXPECT_EQ(decide_wait(rule, after_failures(rule, 10, now), now), Duration{});
  EXPECT_EQ(decide_wait(rule, after_failures(rule, 11, now = kStart), now), seconds{30});
  EXPECT_EQ(decide_wait(rule, after_failures(rule, 12, now = kStart), now), minutes{1});
  EXPECT_EQ(decide_wait(rule, after_failures(rule, 40, now = kStart), now), hours{1});
}

TEST(Throttle, FewFailuresAreForgottenSoonManyLate) {
  const auto rule = rules_for({.account = "a", .device = {}, .address = {}}, {}).front();
  EXPECT_EQ(life_of(rule, 1), minutes{15});
  EXPECT_EQ(life_of(rule, 2), minutes{30});
  EXPECT_EQ(life_of(rule, 7), hours{16});
  EXPECT_EQ(life_of(rule, 8), hours{24});
  EXPECT_EQ(life_of(rule, 50), hours{24});
  auto now = kStart;
  const auto one = after_failures(rule, 1, now);
  EXPECT_EQ(current_state(rule, one, now + minutes{15} - seconds{1}).count, 1);
  EXPECT_EQ(current_state(rule, one, now + minutes{15}).count, 0);
  const auto many = after_failures(rule, 11, now = kStart);
  EXPECT_EQ(current_state(rule, many, now + hours{23}).count, 11);
}

TEST(Throttle, AWindowCountsItsOwnTimeOnly) {
  const ThrottlePolicy policy{.per_network_small = 3};
  const auto rule =
      rules_for({.account = "a", .device = {}, .address = "203.0.113.7"}, policy).at(1);
  ThrottleState state;
  for (int i = 0; i < 3; ++i) state = count_try(rule, state, kStart + minutes{i});
  EXPECT_EQ(decide_wait(rule, state, kStart + minutes{4}), minutes{6});
  EXPECT_EQ(decide_wait(rule, state, kStart + minutes{10}), Duration{});
}

TEST(Throttle, SuccessResetsTheAccountAndGivesBackOneOfTheNetwork) {
  const auto rules = rules_for({.account = "a", .device = {}, .address = "203.0.113.7"}, {});
  auto now = kStart;
  EXPECT_EQ(give_back(rules[0], after_failures(rules[0], 12, now), true).count, 0);
  EXPECT_EQ(give_back(rules[1], after_failures(rules[1], 5, now = kStart), true).count, 4);
  EXPECT_EQ(give_back(rules[0], after_failures(rules[0], 11, now = kStart), false).count, 10);
}

// Whoever guesses passwords behind an address must not keep its keys and cards out.
TEST(Throttle, SignaturesAndGuessesOfANetworkAreCountedApart) {
  const ThrottlePolicy policy;
  const Attempt guess{.account = "a", .device = {}, .address = "203.0.113.7"};
  auto signature = guess;
  signature.guessable = false;
  const auto guesses = rules_for(guess, policy), signatures = rules_for(signature, policy);
  ASSERT_EQ(guesses.size(), signatures.size());
  EXPECT_NE(guesses.at(1).key, signatures.at(1).key);
  EXPECT_EQ(signatures.at(1).free, policy.per_network_large);
}

TEST(Throttle, AKnownDeviceHasACounterOfItsOwn) {
  const auto strangers = rules_for({.account = "a", .device = {}, .address = "2001:db8::1"}, {});
  const auto owner = rules_for({.account = "a", .device = "d", .address = "2001:db8::1"}, {});
  ASSERT_EQ(owner.size(), 1U);
  ASSERT_EQ(strangers.size(), 3U);
  for (const auto& rule : strangers) EXPECT_NE(rule.key, owner.front().key);
}

TEST(Throttle, NetworksAreWhatOnePartyHolds) {
  EXPECT_EQ(network_of("203.0.113.7", 64), "203.0.113.7");
  EXPECT_EQ(network_of("::ffff:203.0.113.7", 48), "203.0.113.7");
  EXPECT_EQ(network_of("2001:db8:1:2:3::4", 64), network_of("2001:db8:1:2::9", 64));
  EXPECT_NE(network_of("2001:db8:1:2::9", 64), network_of("2001:db8:1:3::9", 64));
  EXPECT_EQ(network_of("2001:db8:1:2::9", 48), network_of("2001:db8:1:3::9", 48));
  EXPECT_EQ(network_of("unix", 64), "");
}

TEST(Throttle, TheCapIsHigherForAKnownDevice) {
  EXPECT_TRUE(is_under_cap(49, false, {}));
  EXPECT_FALSE(is_under_cap(50, false, {}));
  EXPECT_TRUE(is_under_cap(99, true, {}));
  EXPECT_FALSE(is_under_cap(100, true, {}));
}

TEST(Throttle, FloodsMakeFewEvents) {
  int events = 0;
  for (int i = 1; i <= 10'000; ++i) events += is_worth_an_event(i) ? 1 : 0;
  EXPECT_EQ(events, 5);
}

}  // namespace
}  // namespace tessera::authn
