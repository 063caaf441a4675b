#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "endpoints/management/health.hpp"

namespace tessera::endpoints {
namespace {

class ReadinessTest : public testing::Test {
 protected:
  std::vector<CheckResult> ask() {
    boost::asio::io_context context;
    std::vector<CheckResult> results;
    boost::asio::co_spawn(
        context, [&]() -> Task<> { results = *co_await readiness.results(); },
        boost::asio::detached);
    context.run();
    return results;
  }

  FakeClock clock;
  std::string problem;
  int probes = 0;
  Readiness readiness{{{"database",
                        [this]() -> Task<std::string> {
                          ++probes;
                          co_return problem;
                        }}},
                      clock};
};

TEST_F(ReadinessTest, what_works_is_asked_again_after_two_seconds) {
  ask();
  clock.advance(milliseconds(1999));
  ask();
  EXPECT_EQ(probes, 1);
  clock.advance(milliseconds(1));
  ask();
  EXPECT_EQ(probes, 2);
}

TEST_F(ReadinessTest, what_is_missing_is_asked_again_at_once) {
  problem = "away";
  EXPECT_EQ(ask().at(0).problem, "away");
  problem.clear();
  clock.advance(milliseconds(50));
  EXPECT_EQ(ask().at(0).problem, "");
}

}  // namespace
}  // namespace tessera::endpoints
