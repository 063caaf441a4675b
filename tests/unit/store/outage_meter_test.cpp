#include "store/postgres/outage_meter.hpp"

#include <gtest/gtest.h>

namespace tessera::store::postgres {
namespace {

using Steady = std::chrono::steady_clock;

TEST(OutageMeter, KnowsOfNoneWhileAllIsAnswered) {
  OutageMeter meter;
  meter.answered(Steady::now());
  EXPECT_FALSE(meter.last());
}

TEST(OutageMeter, LastsFromTheFirstUnansweredJobToTheNextAnsweredOne) {
  OutageMeter meter;
  const auto now = Steady::now();
  meter.missed(now - seconds{8});
  meter.missed(now - seconds{9});
  meter.answered(now - seconds{30});  // begun before, and slow
  ASSERT_TRUE(meter.last());
  EXPECT_EQ(meter.last()->ended, Duration{0}) << "it still lasts";
  meter.answered(now);
  EXPECT_GE(meter.last()->began, seconds{9});
  EXPECT_LT(meter.last()->ended, seconds{8});
}

TEST(OutageMeter, AConnectionThatLearnsOfItLateTellsOfTheSameOutage) {
  OutageMeter meter;
  const auto now = Steady::now();
  meter.missed(now - seconds{20});
  meter.answered(now);
  meter.missed(now - seconds{1});
  EXPECT_GE(meter.last()->began, seconds{20});
  EXPECT_EQ(meter.last()->ended, Duration{0});
}

}  // namespace
}  // namespace tessera::store::postgres
