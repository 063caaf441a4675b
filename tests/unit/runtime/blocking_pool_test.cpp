#include <tessera/runtime/blocking_pool.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/io_threads.hpp>

namespace tessera::runtime {
namespace {

struct BlockingPoolTest : testing::Test {
  void SetUp() override { io.start(); }
  IoThreads io{2};
};

TEST_F(BlockingPoolTest, GivesResultAndResumesOnItsIoThread) {
  BlockingPool pool({.name = "test", .threads = 2});
  std::string result;
  std::size_t before = 9;
  std::size_t after = 9;
  io.run_and_wait(1, [&]() -> Task<> {
    before = IoThreads::current_index();
    const std::string text(100, 'x');
    result = co_await pool.run([text](std::size_t) {
      EXPECT_EQ(IoThreads::current_index(), static_cast<std::size_t>(-1));
      return text + "!";
    });
    after = IoThreads::current_index();
  });
  EXPECT_EQ(result, std::string(100, 'x') + "!");
  EXPECT_EQ(before, 1u);
  EXPECT_EQ(after, 1u);
}

TEST_F(BlockingPoolTest, WorkersGiveWayIfToldAndNobodyElseDoes) {
  const int own = getpriority(PRIO_PROCESS, 0);  // of the calling thread
  BlockingPool pool({.name = "test", .threads = 1, .niceness = 3});
  int worker = own;
  io.run_and_wait(0, [&]() -> Task<> {
    worker = co_await pool.run([](std::size_t) { return getpriority(PRIO_PROCESS, 0); });
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
  });
  EXPECT_EQ(worker, std::min(own + 3, 19));
}

TEST_F(BlockingPoolTest, ExceptionReachesTheTask) {
  BlockingPool pool({.name = "test", .threads = 1});
  EXPECT_THROW(
      io.run_and_wait(0,
                      [&]() -> Task<> {
                        co_await pool.run([](std::size_t) { throw std::range_error("no"); });
                      }),
      std::range_error);
}

TEST_F(BlockingPoolTest, TheWorkerThatRestedLastGetsTheNextJob) {
  BlockingPool pool({.name = "warm", .threads = 3});
  const auto all_rest = [&](std::size_t workers) {
    while (pool.idle() < workers) std::this_thread::yield();
  };
  all_rest(3);
  std::array<std::promise<void>, 3> gates;
  std::array<std::promise<std::size_t>, 3> taken;
  std::array<std::size_t, 3> workers{};
  for (std::size_t i = 0; i < 3; ++i) {
    io.spawn(0, [&, i]() -> Task<> {
      co_await pool.run([&, i](std::size_t worker) {
        taken[i].set_value(worker);
        gates[i].get_future().wait();
      });
    });
    workers[i] = taken[i].get_future().get();
  }
  for (const std::size_t i : {1U, 0U, 2U}) {
    const auto resting = pool.idle();
    gates[i].set_value();
    all_rest(resting + 1);
  }
  for (int n = 0; n < 3; ++n) {
    io.run_and_wait(0, [&]() -> Task<> {
      EXPECT_EQ(co_await pool.run([](std::size_t worker) { return worker; }), workers[2]);
    });
    all_rest(3);
  }
}

TEST_F(BlockingPoolTest, FullQueueIsUnavailableAtOnce) {
  BlockingPool pool({.name = "full", .threads = 1, .queue = 1});
  std::promise<void> gate;
  auto open = gate.get_future().share();
  std::atomic<int> refused = 0;
  std::atomic<int> done = 0;
  const auto one = [&]() -> Task<> {
    try {
      co_await pool.run([open](std::size_t) { open.wait(); });
      ++done;
    } catch (const Unavailable& e) {
      EXPECT_EQ(e.backend(), "full");
      ++refused;
    }
  };
  for (int i = 0; i < 5; ++i)
    io.run_and_wait(0, [&]() -> Task<> {
      io.spawn(0, one);
      co_return;
    });
  while (refused < 3) std::this_thread::yield();
  EXPECT_EQ(done, 0);
  gate.set_value();
  while (done < 2) std::this_thread::yield();
  EXPECT_EQ(refused, 3);
}

TEST_F(BlockingPoolTest, ManyTasksOfTwoThreadsAllEnd) {
  BlockingPool pool({.name = "many", .threads = 3, .queue = 100'000});
  std::atomic<int> sum = 0;
  std::atomic<int> ended = 0;
  for (std::size_t i = 0; i < 2000; ++i)
    io.spawn(i % 2, [&, i]() -> Task<> {
      const auto mine = IoThreads::current_index();
      for (int k = 0; k < 5; ++k) sum += co_await pool.run([](std::size_t) { return 1; });
      EXPECT_EQ(IoThreads::current_index(), mine);
      EXPECT_EQ(mine, i % 2);
      ++ended;
    });
  while (ended < 2000) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(sum, 10'000);
  EXPECT_EQ(pool.running(), 0u);
  EXPECT_EQ(pool.waiting(), 0u);
}

TEST_F(BlockingPoolTest, IdleWorkersAreToldOncePerRest) {
  std::atomic<int> idle = 0;
  BlockingPool pool(
      {.name = "idle", .threads = 1, .on_idle = [&] { ++idle; }, .idle_after = milliseconds{20}});
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  EXPECT_EQ(idle, 1);
  io.run_and_wait(0, [&]() -> Task<> { co_await pool.run([](std::size_t) {}); });
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  EXPECT_EQ(idle, 2);
}

TEST(IoThreadsTest, RunAndWaitRethrows) {
  IoThreads io(1);
  io.start();
  EXPECT_THROW(io.run_and_wait(0,
                               []() -> Task<> {
                                 throw std::runtime_error("x");
                                 co_return;
                               }),
               std::runtime_error);
}

TEST(IoThreadsDeathTest, EscapedExceptionEndsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        IoThreads io(1);
        io.start();
        io.spawn(0, []() -> Task<> {
          throw std::runtime_error("the cause");
          co_return;
        });
        io.join();
      },
      "io.task_escaped.*the cause");
}

// One worker is held; a network fills the queue, then somebody else comes. His job is the next one
// but one, and what the flood has too much is refused instead of him.
TEST_F(BlockingPoolTest, AGroupThatFillsTheQueueKeepsNobodyWaiting) {
  BlockingPool pool({.name = "fair", .threads = 1, .queue = 4});
  std::promise<void> gate;
  std::mutex mutex;
  std::vector<std::string> order;
  std::atomic<int> refused = 0;
  const auto start = [&](std::string group, std::string name, std::shared_future<void> wait_for) {
    return std::async(std::launch::async, [&, group, name, wait_for] {
      try {
        io.run_and_wait(0, [&]() -> Task<> {
          const auto job = [&](std::size_t) {
            if (wait_for.valid()) wait_for.wait();
            const std::lock_guard lock(mutex);
            order.push_back(name);
          };
          co_await pool.run(job, group);
        });
      } catch (const Unavailable&) {
        ++refused;
      }
    });
  };
  std::vector<std::future<void>> all;
  all.push_back(start("flood", "held", gate.get_future().share()));
  while (pool.running() < 1) std::this_thread::yield();
  for (int i = 0; i < 4; ++i) {
    all.push_back(start("flood", "flood", {}));
    while (pool.waiting() < static_cast<std::size_t>(i) + 1) std::this_thread::yield();
  }
  all.push_back(start("anna", "anna", {}));
  while (refused < 1) std::this_thread::yield();
  gate.set_value();
  for (auto& each : all) each.get();
  EXPECT_EQ(order, (std::vector<std::string>{"held", "flood", "anna", "flood", "flood"}));
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace tessera::runtime
