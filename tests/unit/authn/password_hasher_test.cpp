#include <tessera/authn/password_hasher.hpp>

#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

const Secret kPassword{std::string_view("nine lakes and a boat")};

TEST(PasswordHasher, KnowsWhatMatchesAndThatNobodyDoes) {
  SeededRandom random(1);
  PasswordHasher hasher({.params = {.memory_kib = 64, .passes = 1}, .threads = 1}, random);
  const auto phc = await(hasher.hash(kPassword, HashingLane::common));
  EXPECT_TRUE(await(hasher.verify(phc, kPassword, HashingLane::common)).matches);
  EXPECT_FALSE(await(hasher.verify(phc, Secret{}, HashingLane::common)).matches);
  EXPECT_FALSE(await(hasher.verify("", kPassword, HashingLane::common)).matches);
  EXPECT_FALSE(await(hasher.verify("not a hash", kPassword, HashingLane::reserved)).matches);
  EXPECT_EQ(hasher.params_text(), "m=64,t=1,p=1");
}

TEST(PasswordHasher, OlderParametersComeBackUpgraded) {
  SeededRandom random(1);
  PasswordHasher old({.params = {.memory_kib = 32, .passes = 1}, .threads = 1}, random);
  PasswordHasher now({.params = {.memory_kib = 64, .passes = 1}, .threads = 1}, random);
  const auto phc = await(old.hash(kPassword, HashingLane::common));
  const auto verdict = await(now.verify(phc, kPassword, HashingLane::common));
  EXPECT_TRUE(verdict.matches);
  EXPECT_TRUE(await(now.verify(verdict.upgraded, kPassword, HashingLane::common)).upgraded.empty());
  EXPECT_TRUE(await(now.verify(phc, Secret{}, HashingLane::common)).upgraded.empty());
}

// A flood fills the common queue and is shed; an owner's hash is done meanwhile.
TEST(PasswordHasher, AFloodIsShedAndTheReservedLaneStaysFree) {
  SeededRandom random(1);
  PasswordHasher hasher({.params = {.memory_kib = 8 * 1024, .passes = 2},
                         .threads = 1,
                         .queue_time = milliseconds{1}},
                        random);
  const auto phc = await(hasher.hash(kPassword, HashingLane::common));
  std::atomic<bool> stop = false;
  std::atomic<int> shed = 0;
  std::vector<std::future<void>> flood;
  for (int i = 0; i < 6; ++i) {
    flood.push_back(std::async(std::launch::async, [&] {
      while (!stop) {
        try {
          static_cast<void>(await(hasher.verify(phc, Secret{}, HashingLane::common)));
        } catch (const Unavailable& away) {
          EXPECT_EQ(away.backend(), "hashing");
          ++shed;
        }
      }
    }));
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(await(hasher.verify(phc, kPassword, HashingLane::reserved)).matches);
  }
  stop = true;
  for (auto& each : flood) each.get();
  EXPECT_GT(shed, 0);
}

TEST(PasswordHasher, NetworksTakeTurnsByTheirPrefix) {
  EXPECT_EQ(turn_of("203.0.113.7"), turn_of("203.0.113.250"));
  EXPECT_NE(turn_of("203.0.113.7"), turn_of("203.0.114.7"));
  EXPECT_EQ(turn_of("2001:db8:1:2::3"), turn_of("2001:db8:1:ffff::"));
  EXPECT_NE(turn_of("2001:db8:1::3"), turn_of("2001:db8:2::3"));
  EXPECT_EQ(turn_of("nonsense"), "");
}

}  // namespace
}  // namespace tessera::authn
