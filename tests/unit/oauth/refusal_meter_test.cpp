#include "oauth/refusal_meter.hpp"

#include <gtest/gtest.h>

namespace tessera::oauth {
namespace {

TEST(RefusalMeter, CountsAFloodIntoTheNextEvent) {
  RefusalMeter meter;
  const TimePoint start{seconds{1'800'000'000}};
  for (int i = 0; i < RefusalMeter::kEach; ++i) EXPECT_EQ(meter.admit("a", start), 0);
  for (int i = 0; i < 500; ++i) EXPECT_FALSE(meter.admit("a", start + seconds{9}));
  EXPECT_EQ(meter.admit("b", start), 0) << "another source is not silenced";
  EXPECT_EQ(meter.admit("a", start + seconds{10}), 500);
  EXPECT_EQ(meter.admit("a", start + seconds{10}), 0);
}

TEST(RefusalMeter, AHostIsOneSourceWhateverAddressOfItsNetworkItTakes) {
  RefusalMeter meter;
  const TimePoint now{seconds{1'800'000'000}};
  for (int i = 0; i < RefusalMeter::kEach; ++i) {
    EXPECT_TRUE(meter.admit("2001:db8:1:1::" + std::to_string(i), now));
  }
  EXPECT_FALSE(meter.admit("2001:db8:1:1:ffff::1", now));
  EXPECT_TRUE(meter.admit("2001:db8:1:2::1", now));
}

TEST(RefusalMeter, ForgetsRatherThanGrows) {
  RefusalMeter meter;
  const TimePoint now{seconds{1'800'000'000}};
  for (std::size_t i = 0; i < 3 * RefusalMeter::kSources; ++i)
    EXPECT_TRUE(meter.admit(std::to_string(i), now));
}

}  // namespace
}  // namespace tessera::oauth
