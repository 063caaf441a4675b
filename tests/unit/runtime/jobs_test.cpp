#include <tessera/runtime/jobs.hpp>

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include <tessera/runtime/io_threads.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::runtime {
namespace {

void wait_until(const std::function<bool()>& done) {
  for (int i = 0; i < 2000 && !done(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

struct JobsTest : testing::Test {
  void SetUp() override { io.start(); }
  SeededRandom random{7};
  IoThreads io{2};
};

TEST_F(JobsTest, RunsAgainAndAgainOnThreadZero) {
  std::atomic<int> runs = 0;
  std::atomic<bool> elsewhere = false;
  Jobs jobs(io, random);
  jobs.every("tick", milliseconds{5}, [&]() -> Task<> {
    if (IoThreads::current_index() != 0) elsewhere = true;
    ++runs;
    co_return;
  });
  wait_until([&] { return runs >= 4; });
  EXPECT_GE(runs, 4);
  EXPECT_FALSE(elsewhere);
}

TEST_F(JobsTest, FailureIsCountedAndTheJobRunsOn) {
  std::atomic<int> runs = 0;
  Jobs jobs(io, random);
  jobs.every("failing", milliseconds{5}, [&]() -> Task<> {
    ++runs;
    throw std::runtime_error("no luck");
    co_return;
  });
  wait_until([&] { return runs >= 3; });
  EXPECT_GE(runs, 3);
  EXPECT_GE(counter("tessera_job_failures_total", "", {{"job", "failing"}}).value(), 2);
}

TEST_F(JobsTest, AHurriedJobRunsAtOnceAndOnceMoreAfterTheRunThatIsUnderWay) {
  std::atomic<int> runs = 0;
  Jobs jobs(io, random);
  const auto hurry = jobs.hurrier("rare");
  jobs.every("rare", hours{100}, [&]() -> Task<> {
    if (++runs == 1) hurry();  // by what it works on itself
    co_return;
  });
  jobs.hurrier("unknown")();
  hurry();
  wait_until([&] { return runs >= 2; });
  EXPECT_EQ(runs, 2);
  jobs.stop();
  hurry();
  io.run_and_wait(0, []() -> Task<> { co_return; });
  EXPECT_EQ(runs, 2);
}

TEST_F(JobsTest, StopEndsWaitingAndLetsTheRunningFinish) {
  std::atomic<int> runs = 0;
  Jobs jobs(io, random);
  jobs.every("slow", hours{10}, [&]() -> Task<> {
    ++runs;
    co_return;
  });
  jobs.every("fast", milliseconds{2}, [&]() -> Task<> {
    ++runs;
    co_return;
  });
  wait_until([&] { return runs >= 2; });
  jobs.stop();
  const int after = runs;
  EXPECT_GE(after, 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(runs, after);
}

}  // namespace
}  // namespace tessera::runtime
