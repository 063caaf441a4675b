#include <tessera/authn/stuffing.hpp>

#include <gtest/gtest.h>

#include "tests/unit/authn/fakes.hpp"
#include "tests/unit/authn/stuffing_fakes.hpp"

namespace tessera::authn {
namespace {

class FakePatience final : public Patience {
 public:
  Task<> wait(Duration time) override {
    waited.push_back(time);
    co_return;
  }
  std::vector<Duration> waited;
};

// By trying, as the script of the page does.
std::string solve(const WorkOffer& offer) {
  for (int nonce = 0;; ++nonce) {
    auto solution = offer.challenge + '.' + std::to_string(nonce);
    if (is_solution(solution, offer.bits)) return solution;
  }
}

struct StuffingTest : testing::Test {
  RequestContext context(const std::string& address = "203.0.113.7") {
    RequestContext context;
    context.received = clock.now();
    context.address = address;
    context.address_class = "public";
    return context;
  }
  void fail(const std::string& login, const std::string& address = "203.0.113.7") {
    await(guard.note_failure(login, context(address)));
  }
  void admit(const std::string& solution, const std::string& binding = "b1", bool known = false) {
    await(guard.admit(solution, binding, known, context()));
  }

  SeededRandom random{7};
  FakeClock clock;
  crypto::KeyringHolder keys{make_ring()};
  FakeStuffing store;
  FakeThrottle throttle;
  FakeJournal journal;
  FakePatience patience;
  StuffingGuard guard{{store, throttle, journal, patience, keys, random,
                       StuffingPolicy{.network_logins = 5, .least_logins = 8, .work_bits = 8}}};
};

TEST_F(StuffingTest, OneLoginThatFailsOftenIsNoStuffing) {
  for (int i = 0; i < 50; ++i) fail("anna");
  EXPECT_FALSE(store.raised);
  EXPECT_TRUE(journal.events.empty());
}

TEST_F(StuffingTest, ManyLoginsFromOneNetworkAreAndAreSaidOnceWithCountsOnly) {
  for (int i = 0; i < 9; ++i) fail("login" + std::to_string(i));
  EXPECT_TRUE(store.raised);
  ASSERT_EQ(journal.events.size(), 1U);
  const auto& event = journal.events[0];
  EXPECT_EQ(event.type, "security.credential_stuffing.suspected");
  EXPECT_EQ(event.reason, "one_network");
  EXPECT_EQ(event.details.at("network_logins").as_int64(), 5);
  EXPECT_EQ(event.address_class, "");
  EXPECT_FALSE(event.subject);
}

TEST_F(StuffingTest, ManyNetworksThatFailFewEachAreSeenOverTheBaseline) {
  store.baseline = 1;
  for (int i = 0; i < 7; ++i) fail("l" + std::to_string(i), "198.51.100." + std::to_string(i));
  EXPECT_FALSE(store.raised);
  fail("l7", "198.51.100.7");
  EXPECT_TRUE(store.raised);
  EXPECT_EQ(journal.events.at(0).reason, "many_networks");
}

TEST_F(StuffingTest, ABusyDayIsMeasuredByItsBaseline) {
  EXPECT_EQ(decide_stuffing({.logins = 400, .baseline = 100}, {}), StuffingSign::none);
  EXPECT_EQ(decide_stuffing({.logins = 500, .baseline = 100}, {}), StuffingSign::many_networks);
  EXPECT_EQ(decide_stuffing({.logins = 99, .baseline = 0}, {}), StuffingSign::none);
  EXPECT_EQ(decide_stuffing({.network_logins = 20}, {}), StuffingSign::one_network);
}

TEST_F(StuffingTest, AnAttackMovesTheBaselineLittle) {
  double baseline = 100;
  for (int i = 0; i < 3; ++i) baseline = next_baseline(baseline, 1'000'000);
  EXPECT_LT(baseline, 200);
  EXPECT_LT(next_baseline(baseline, 0), baseline);
}

TEST_F(StuffingTest, WithoutSuspicionNobodyWaitsOrWorks) {
  admit("");
  EXPECT_TRUE(await(guard.offer("b1", false, context())).challenge.empty());
  EXPECT_TRUE(patience.waited.empty());
}

TEST_F(StuffingTest, WhileItLastsUnknownDevicesWaitUnlessTheyWorked) {
  store.raised = true;
  admit("", "b1", true);
  EXPECT_TRUE(patience.waited.empty());
  admit("");
  EXPECT_EQ(patience.waited.size(), 1U);
  const auto offer = await(guard.offer("b1", false, context()));
  ASSERT_FALSE(offer.challenge.empty());
  admit(solve(offer));
  EXPECT_EQ(patience.waited.size(), 1U);
}

TEST_F(StuffingTest, WorkCountsOnceInItsBrowserAndInItsTime) {
  store.raised = true;
  const auto first = solve(await(guard.offer("b1", false, context())));
  admit(first);
  EXPECT_EQ(patience.waited.size(), 0U);
  admit(first);
  EXPECT_EQ(patience.waited.size(), 1U);
  const auto second = solve(await(guard.offer("b1", false, context())));
  admit(second, "b2");
  EXPECT_EQ(patience.waited.size(), 2U);
  const auto third = solve(await(guard.offer("b1", false, context())));
  clock.advance(minutes{11});
  admit(third);
  EXPECT_EQ(patience.waited.size(), 3U);
}

TEST_F(StuffingTest, WhatIsNoSolutionWaits) {
  store.raised = true;
  const auto offer = await(guard.offer("b1", false, context()));
  auto other = offer;
  other.challenge[0] = other.challenge[0] == 'A' ? 'B' : 'A';
  for (const auto& bad : {offer.challenge, offer.challenge + ".", solve(other), std::string("."),
                          std::string(300, 'x'), std::string("..")})
    admit(bad);
  EXPECT_EQ(patience.waited.size(), 6U);
}

}  // namespace
}  // namespace tessera::authn
