#include "enrol/upload_slots.hpp"

#include <gtest/gtest.h>

#include <vector>

#include <tessera/base/random.hpp>

namespace tessera::enrol {
namespace {

class UploadSlotsTest : public ::testing::Test {
 protected:
  std::optional<UploadSlot> take(const std::string& address) {
    return slots_.take(make_uuid4(random_), address, now_);
  }
  SeededRandom random_{7};
  TimePoint now_{seconds{1'800'000'000}};
  UploadSlots slots_{4};
};

TEST_F(UploadSlotsTest, OneAddressGetsHalfOfThem) {
  const auto a = take("203.0.113.1");
  const auto b = take("203.0.113.1");
  EXPECT_TRUE(a && b);
  EXPECT_FALSE(take("203.0.113.1"));
  EXPECT_TRUE(take("203.0.113.2"));
  const auto c = take("2001:db8::1");
  const auto d = take("2001:db8::2");
  EXPECT_TRUE(c && d);
  EXPECT_FALSE(take("2001:db8::3")) << "one /64 is one address";
}

TEST_F(UploadSlotsTest, ASlotComesBack) {
  {
    const auto a = take("203.0.113.1"), b = take("203.0.113.1");
  }
  EXPECT_TRUE(take("203.0.113.1"));
}

TEST_F(UploadSlotsTest, TheSlowGiveWayToThoseWhoWait) {
  std::vector<UploadSlot> held;
  for (int i = 1; i <= 4; ++i) held.push_back(std::move(*take("203.0.113." + std::to_string(i))));
  EXPECT_FALSE(take("198.51.100.1")) << "nobody is slow yet";
  now_ += seconds{30};
  for (std::size_t i = 1; i < 4; ++i) EXPECT_TRUE(held[i].count(1024 * 1024));
  EXPECT_TRUE(held[0].count(1024)) << "slow, and nobody waits";
  const auto fresh = take("198.51.100.1");
  EXPECT_TRUE(fresh);
  EXPECT_FALSE(held[0].count(1024));
  EXPECT_TRUE(held[1].count(1024));
  EXPECT_FALSE(take("198.51.100.2")) << "the others are quick enough";
}

TEST_F(UploadSlotsTest, AnApplicationHasOneUploadAtATime) {
  const auto application = make_uuid4(random_);
  auto first = slots_.take(application, "203.0.113.1", now_);
  auto second = slots_.take(application, "203.0.113.9", now_);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(first->count(1));
  EXPECT_TRUE(second->count(1));
}

}  // namespace
}  // namespace tessera::enrol
