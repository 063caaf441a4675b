// Sketches in Redis: distinct logins and networks, a baseline over windows, one alarm.
#include "store/redis/stuffing_store.hpp"

#include "tests/integration/authn/stack.hpp"

namespace tessera::authn {
namespace {

class StuffingOnRedis : public test::Backends {
 protected:
  StuffingCounts note(const std::string& login, const std::string& network) {
    return run([&] { return store_.note(login, network, now_, minutes{10}); });
  }
  store::redis::StuffingStore store_{redis()};
  TimePoint now_ = TimePoint{days{21'000}};
};

TEST_F(StuffingOnRedis, CountsDifferentLoginsAndNetworks) {
  StuffingCounts counts;
  for (int i = 0; i < 30; ++i) counts = note("one", "net-a");
  EXPECT_EQ(counts.network_logins, 1);
  EXPECT_EQ(counts.logins, 1);
  for (int i = 0; i < 40; ++i) counts = note("l" + std::to_string(i), "net-b");
  EXPECT_NEAR(static_cast<double>(counts.network_logins), 40, 2);
  EXPECT_NEAR(static_cast<double>(counts.logins), 41, 2);
  EXPECT_EQ(counts.networks, 2);
}

TEST_F(StuffingOnRedis, TheBaselineIsThatOfTheRule) {
  now_ += days{1};
  double expected = 0;
  StuffingCounts counts;
  for (const int logins : {10, 12, 400, 11}) {
    for (int i = 0; i < logins; ++i)
      counts = note("w" + std::to_string(logins) + '-' + std::to_string(i), "net");
    EXPECT_NEAR(counts.baseline, expected, 0.5) << logins;
    expected = next_baseline(expected, logins);
    now_ += minutes{10};
  }
  now_ += hours{10};
  EXPECT_LT(note("later", "net").baseline, 0.1);
}

TEST_F(StuffingOnRedis, OneOfManyNodesRaisesIt) {
  EXPECT_TRUE(run([&] { return store_.raise(seconds{60}); }));
  EXPECT_FALSE(run([&] { return store_.raise(seconds{60}); }));
  EXPECT_TRUE(run([&] { return store_.is_raised(); }));
}

}  // namespace
}  // namespace tessera::authn
