#include <tessera/outbound/outbox_worker.hpp>

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/io_threads.hpp>
#include <tessera/runtime/log.hpp>

namespace tessera::outbound {
namespace {

// Used on one io thread.
class FakeOutbox final : public Outbox {
 public:
  Task<std::vector<ClaimedMessage>> claim(std::vector<std::string> kinds, TimePoint, int most,
                                          Duration) override {
    std::vector<ClaimedMessage> out;
    for (auto each = waiting.begin();
         each != waiting.end() && static_cast<int>(out.size()) < most;) {
      const bool wanted = std::ranges::find(kinds, each->kind) != kinds.end();
      if (wanted) out.push_back(*each);
      each = wanted ? waiting.erase(each) : each + 1;
    }
    co_return out;
  }
  Task<> save_done(Uuid id, std::vector<OutboxMessage> follow_ups, TimePoint) override {
    if (away) throw Unavailable("postgres", "away");
    done.push_back(id);
    for (auto& one : follow_ups) added.push_back(std::move(one));
    co_return;
  }
  Task<> put_off(Uuid id, TimePoint due, std::string why) override {
    off[id] = due;
    failures.push_back(why);
    co_return;
  }
  Task<> bury(Uuid id, TimePoint, std::string why) override {
    dead.push_back(id);
    failures.push_back(why);
    co_return;
  }
  Task<> add(std::vector<OutboxMessage>, TimePoint) override { co_return; }
  Task<OutboxCount> count(TimePoint) override { co_return OutboxCount{}; }
  Task<std::int64_t> forget_dead(TimePoint before) override {
    forgotten_before = before;
    co_return 1;
  }
  Task<> add_months(TimePoint) override { co_return; }

  std::vector<ClaimedMessage> waiting;
  std::vector<Uuid> done;
  std::vector<Uuid> dead;
  std::vector<OutboxMessage> added;
  std::map<Uuid, TimePoint> off;
  std::vector<std::string> failures;
  std::optional<TimePoint> forgotten_before;
  bool away = false;
};

struct OutboxWorkerTest : testing::Test {
  OutboxWorkerTest() {
    runtime::start_log({.level = runtime::Level::error, .file = "/dev/null"});
    io.start();
  }
  Uuid put(const std::string& kind, int attempts = 1) {
    const auto id = make_uuid7(clock.now(), random);
    outbox.waiting.push_back(
        {.id = id, .kind = kind, .payload = {}, .created = clock.now(), .attempts = attempts});
    return id;
  }
  std::size_t run(const std::vector<std::string>& kinds = {"a", "slow", "final", "passing",
                                                           "of another version"}) {
    std::size_t n = 0;
    io.run_and_wait(0, [&]() -> Task<> { n = co_await worker.run_once(kinds); });
    return n;
  }
  FakeOutbox outbox;
  FakeClock clock;
  SeededRandom random{5};
  runtime::IoThreads io{1};
  OutboxWorker worker{{.outbox = outbox, .clock = clock, .random = random, .patience = hours{1}}};
};

TEST_F(OutboxWorkerTest, DeliveredIsDoneWithItsFollowUps) {
  worker.handle("a", [](const ClaimedMessage& message) -> Task<Delivered> {
    std::vector<OutboxMessage> next(1);
    next[0].id = message.id;
    next[0].kind = "b";
    co_return next;
  });
  const auto id = put("a");
  EXPECT_EQ(run(), 1u);
  EXPECT_EQ(outbox.done, std::vector{id});
  ASSERT_EQ(outbox.added.size(), 1u);
  EXPECT_EQ(outbox.added[0].kind, "b");
  EXPECT_EQ(run(), 0u);
}

TEST_F(OutboxWorkerTest, AnErrorIsFinalAndAnExceptionIsNot) {
  worker.handle("final", [](const ClaimedMessage&) -> Task<Delivered> {
    co_return fail(Errc::invalid, "mail.refused", "", "code 550");
  });
  worker.handle("passing", [](const ClaimedMessage&) -> Task<Delivered> {
    throw Unavailable("smtp", "busy");
    co_return Delivered{};
  });
  const auto gone = put("final");
  const auto later = put("passing", 3);
  const auto unknown = put("of another version");
  EXPECT_EQ(run(), 3u);
  EXPECT_EQ(outbox.dead, std::vector{gone});
  ASSERT_TRUE(outbox.off.contains(later));
  EXPECT_GE(outbox.off[later], clock.now() + seconds{16});
  EXPECT_LE(outbox.off[later], clock.now() + seconds{24});
  EXPECT_TRUE(outbox.off.contains(unknown)) << "a newer node may know it";
}

TEST_F(OutboxWorkerTest, TheLastAttemptBuries) {
  worker.handle("passing", [](const ClaimedMessage&) -> Task<Delivered> {
    throw Unavailable("smtp", "busy");
    co_return Delivered{};
  });
  const auto id = put("passing", 16);
  run();
  EXPECT_EQ(outbox.dead, std::vector{id});
}

TEST_F(OutboxWorkerTest, OutcomeThatCannotBeSavedIsPutOff) {
  outbox.away = true;
  worker.handle("a", [](const ClaimedMessage&) -> Task<Delivered> { co_return Delivered{}; });
  const auto id = put("a");
  run();
  EXPECT_TRUE(outbox.off.contains(id));
}

TEST_F(OutboxWorkerTest, OneSlowReceiverDoesNotHoldUpTheOthers) {
  worker.handle("slow", [](const ClaimedMessage&) -> Task<Delivered> {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    std::chrono::milliseconds(100));
    co_await timer.async_wait(boost::asio::use_awaitable);
    co_return Delivered{};
  });
  for (int i = 0; i < 10; ++i) put("slow");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(run(), 10u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(700));
  EXPECT_EQ(outbox.done.size(), 10u);
}

TEST_F(OutboxWorkerTest, OneHangingKindDoesNotHoldUpAnother) {
  boost::asio::steady_timer hang(io.context(0), boost::asio::steady_timer::time_point::max());
  worker.handle("slow", [&](const ClaimedMessage&) -> Task<Delivered> {
    boost::system::error_code cancelled;
    co_await hang.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    co_return Delivered{};
  });
  worker.handle("a", [](const ClaimedMessage&) -> Task<Delivered> { co_return Delivered{}; });
  const auto stuck = put("slow");
  const auto quick = put("a");
  std::thread other([&] { run({"slow"}); });
  EXPECT_EQ(run({"a"}), 1u);
  EXPECT_EQ(outbox.done, std::vector{quick});
  io.run_and_wait(0, [&]() -> Task<> {
    while (hang.cancel() == 0) {  // until it is waited for
      boost::asio::steady_timer soon(co_await boost::asio::this_coro::executor,
                                     std::chrono::milliseconds(1));
      co_await soon.async_wait(boost::asio::use_awaitable);
    }
  });
  other.join();
  EXPECT_EQ(outbox.done, (std::vector{quick, stuck}));
}

TEST_F(OutboxWorkerTest, AHangingReceiverIsLeftBehindByItsBatch) {
  OutboxWorker hasty{{.outbox = outbox, .clock = clock, .random = random, .patience = {}}};
  boost::asio::steady_timer hang(io.context(0), boost::asio::steady_timer::time_point::max());
  Uuid stuck;
  hasty.handle("slow", [&](const ClaimedMessage& message) -> Task<Delivered> {
    boost::system::error_code cancelled;
    if (message.id == stuck)
      co_await hang.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    co_return Delivered{};
  });
  const auto run_hasty = [&] {
    std::size_t n = 0;
    io.run_and_wait(0, [&]() -> Task<> { n = co_await hasty.run_once({"slow"}); });
    return n;
  };
  const auto wait_for = [&](std::size_t done) {
    io.run_and_wait(0, [&]() -> Task<> {
      while (outbox.done.size() < done) {
        boost::asio::steady_timer soon(co_await boost::asio::this_coro::executor,
                                       std::chrono::milliseconds(1));
        co_await soon.async_wait(boost::asio::use_awaitable);
      }
    });
  };
  stuck = put("slow");
  EXPECT_EQ(run_hasty(), 1U);
  for (int i = 0; i < 20; ++i) put("slow");
  EXPECT_EQ(run_hasty(), 16U);
  EXPECT_EQ(run_hasty(), 4U);
  wait_for(20);
  EXPECT_EQ(std::ranges::find(outbox.done, stuck), outbox.done.end());
  io.run_and_wait(0, [&]() -> Task<> {
    hang.cancel();
    co_return;
  });
  wait_for(21);
}

TEST_F(OutboxWorkerTest, HangingReceiversDoNotPileUp) {
  OutboxWorker hasty{{.outbox = outbox, .clock = clock, .random = random, .patience = {}}};
  boost::asio::steady_timer hang(io.context(0), boost::asio::steady_timer::time_point::max());
  hasty.handle("slow", [&](const ClaimedMessage&) -> Task<Delivered> {
    boost::system::error_code cancelled;
    co_await hang.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    co_return Delivered{};
  });
  for (std::size_t i = 0; i < OutboxWorker::kMostAtOnce + 5; ++i) put("slow");
  std::size_t claimed = 0;
  io.run_and_wait(0, [&]() -> Task<> {
    while (const auto n = co_await hasty.run_once({"slow"})) claimed += n;
  });
  EXPECT_EQ(claimed, OutboxWorker::kMostAtOnce);
  io.run_and_wait(0, [&]() -> Task<> {
    while (outbox.done.size() < claimed) {
      hang.cancel();
      boost::asio::steady_timer soon(co_await boost::asio::this_coro::executor,
                                     std::chrono::milliseconds(1));
      co_await soon.async_wait(boost::asio::use_awaitable);
    }
    claimed = co_await hasty.run_once({"slow"});
  });
  EXPECT_EQ(claimed, 5U);
  io.run_and_wait(0, [&]() -> Task<> {
    while (outbox.done.size() < OutboxWorker::kMostAtOnce + 5) {
      hang.cancel();
      boost::asio::steady_timer soon(co_await boost::asio::this_coro::executor,
                                     std::chrono::milliseconds(1));
      co_await soon.async_wait(boost::asio::use_awaitable);
    }
  });
}

TEST_F(OutboxWorkerTest, WhatWasGivenUpIsEmptiedAfterAWeek) {
  io.run_and_wait(0, [&]() -> Task<> { return worker.clean_up(); });
  EXPECT_EQ(outbox.forgotten_before, clock.now() - days{7});
}

TEST(DecideWaitTest, GrowsToAnHourAndEnds) {
  EXPECT_EQ(*decide_wait(1, 0), seconds{4});
  EXPECT_EQ(*decide_wait(1, 255), seconds{6});
  EXPECT_EQ(*decide_wait(2, 0), seconds{8});
  EXPECT_EQ(*decide_wait(11, 0), minutes{48});
  EXPECT_EQ(*decide_wait(15, 255), minutes{72});
  EXPECT_FALSE(decide_wait(16, 0));
  EXPECT_FALSE(decide_wait(1000, 0));
}

}  // namespace
}  // namespace tessera::outbound
