#include <tessera/audit/node_journal.hpp>

#include <atomic>
#include <thread>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/audit/row.hpp>
#include <tessera/base/unavailable.hpp>
#include <tessera/crypto/random.hpp>

namespace tessera::audit {
namespace {

namespace asio = boost::asio;

// Stores in memory; can be away, and refuses rows of type "bad".
class MemoryStore final : public JournalStore {
 public:
  Task<> insert(std::span<const SealedRow> batch) override {
    ++inserts;
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    if (away) throw Unavailable("postgres", "away");
    for (const auto& row : batch) {
      if (row.type == "bad") throw std::runtime_error("bad row");
    }
    rows.insert(rows.end(), batch.begin(), batch.end());
  }
  Task<> insert_void(std::span<const SealedRow> batch) override {
    if (away) throw Unavailable("postgres", "away");
    rows.insert(rows.end(), batch.begin(), batch.end());
    co_return;
  }
  Task<> add_months(TimePoint) override { co_return; }

  bool away = false;
  int inserts = 0;
  std::vector<SealedRow> rows;
};

class NodeJournalTest : public ::testing::Test {
 protected:
  // What became of an append: "ok", "unavailable" or "failed".
  void append(std::string type, std::string& result) {
    asio::co_spawn(
        io,
        [this, type = std::move(type), &result]() -> Task<> {
          try {
            std::vector<Event> events;
            events.push_back({.type = type});
            co_await journal.append(std::move(events));
            result = "ok";
          } catch (const Unavailable&) {
            result = "unavailable";
          } catch (const std::exception&) {
            result = "failed";
          }
        },
        asio::detached);
  }
  void run() {
    io.restart();
    io.run();
  }
  void flush() {
    asio::co_spawn(io, [this] { return journal.flush(); }, asio::detached);
    run();
  }
  void expect_whole_chain() {
    std::map<std::int64_t, SealedRow> by_n;
    for (const auto& row : store.rows) ASSERT_TRUE(by_n.emplace(row.n, row).second) << row.n;
    Link link{};
    std::int64_t n = 0;
    for (const auto& [at, row] : by_n) {
      EXPECT_EQ(at, ++n);
      EXPECT_EQ(link_of(row.mac), link);
      EXPECT_NE(check_row(*keys.get(), row), RowState::forged);
      link = link_to(row.mac);
    }
  }

  asio::io_context io;
  MemoryStore store;
  crypto::KeyringHolder keys{std::make_shared<crypto::Keyring>(std::vector<crypto::PurposeKey>{
      {.id = 1, .purpose = std::string(crypto::kPurposeJournalMac), .key = Secret(Bytes(32, 3))}})};
  FakeClock clock;
  crypto::SystemRandom random;  // threads share it
  NodeJournal journal{store, keys, clock, random};
};

TEST_F(NodeJournalTest, ParallelAppendsShareInserts) {
  std::vector<std::string> results(50);
  for (auto& result : results) append("token.issued", result);
  run();
  for (const auto& result : results) EXPECT_EQ(result, "ok");
  EXPECT_EQ(store.rows.size(), 50U);
  EXPECT_LE(store.inserts, 3);
  expect_whole_chain();
}

TEST_F(NodeJournalTest, OneBadRowFailsAloneAndLeavesAVoid) {
  std::vector<std::string> results(5);
  append("good", results[0]);
  append("good", results[1]);
  append("bad", results[2]);
  append("good", results[3]);
  append("good", results[4]);
  run();
  EXPECT_EQ(results, (std::vector<std::string>{"ok", "ok", "failed", "ok", "ok"}));
  flush();
  EXPECT_EQ(store.rows.size(), 5U);
  expect_whole_chain();
}

TEST_F(NodeJournalTest, NoEventNoAnswerWhileTheDatabaseIsAway) {
  std::string lost, later;
  store.away = true;
  append("a", lost);
  run();
  EXPECT_EQ(lost, "unavailable");
  store.away = false;
  append("b", later);
  run();
  EXPECT_EQ(later, "ok");
  ASSERT_EQ(store.rows.size(), 2U);
  EXPECT_EQ(store.rows[1].type, kVoidType);
  expect_whole_chain();
}

TEST_F(NodeJournalTest, ASealedWriteThatFailsLeavesAVoid) {
  std::vector<Event> events;
  events.push_back({.type = "client.created"});
  auto good = journal.seal(events);
  store.rows.push_back(good->rows()[0]);
  good->committed();
  good.reset();
  {
    const auto failed = journal.seal(events);
  }
  const auto third = journal.seal(events);
  store.rows.push_back(third->rows()[0]);
  third->committed();
  flush();
  EXPECT_EQ(store.rows.size(), 3U);
  expect_whole_chain();
}

TEST_F(NodeJournalTest, ALongOutageBeginsAnotherChainInsteadOfGrowing) {
  const auto before = journal.boot();
  std::vector<Event> events(1000, Event{.type = "x"});
  for (int i = 0; i < 20; ++i) {
    const auto failed = journal.seal(events);
  }
  EXPECT_EQ(journal.boot(), before);
  {
    const auto failed = journal.seal(events);
  }
  EXPECT_NE(journal.boot(), before);
  EXPECT_EQ(journal.seal(events)->rows()[0].n, 1);
}

// Appends from several io threads share the writer; each resumes on the thread it came from.
TEST_F(NodeJournalTest, ThreadsShareOneChain) {
  constexpr int kThreads = 4;
  constexpr int kEach = 200;
  std::atomic<int> done{0};
  std::atomic<int> elsewhere{0};
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  for (int t = 0; t < kThreads; ++t) {
    auto& context = *contexts.emplace_back(std::make_unique<asio::io_context>());
    for (int i = 0; i < kEach; ++i) {
      asio::co_spawn(
          context,
          [&]() -> Task<> {
            const auto thread = std::this_thread::get_id();
            std::vector<Event> events;
            events.push_back({.type = "token.issued"});
            co_await journal.append(std::move(events));
            ++done;
            if (std::this_thread::get_id() != thread) ++elsewhere;
          },
          asio::detached);
    }
  }
  // A context with nothing to do would return before another thread resumes its tasks.
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards;
  std::vector<std::jthread> threads;
  for (auto& context : contexts) guards.push_back(asio::make_work_guard(*context));
  for (auto& context : contexts) threads.emplace_back([&context] { context->run(); });
  while (done < kThreads * kEach) std::this_thread::sleep_for(milliseconds(1));
  guards.clear();
  threads.clear();
  EXPECT_EQ(elsewhere, 0);
  EXPECT_EQ(store.rows.size(), kThreads * kEach);
  expect_whole_chain();
}

}  // namespace
}  // namespace tessera::audit
