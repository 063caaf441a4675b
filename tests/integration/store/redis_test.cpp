#include <csignal>

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/redis/client.hpp"
#include "tests/support/backends.hpp"

namespace tessera::store::redis {
namespace asio = boost::asio;
namespace {

using Args = std::vector<std::string>;

class RedisTest : public test::Backends {
 protected:
  Reply command(Client& client, Args args, std::size_t thread = 0) {
    return run([&] { return client.command(args); }, thread);
  }
  Reply command(Args args) { return command(redis(), std::move(args)); }
  // Within the two seconds that every backend gets.
  bool recovers(Client& client) {
    return app::wait_until(
        [&] {
          try {
            return command(client, {"PING"}).text == "PONG";
          } catch (const Unavailable&) {
            return false;
          }
        },
        seconds{2});
  }
  static app::RedisServer& server() { return test::Servers::instance().cluster().redis(); }
};

TEST_F(RedisTest, RepliesOfEveryKind) {
  const std::string binary("a\0\r\n$5\xff", 7);
  EXPECT_EQ(command({"SET", "k", binary}).text, "OK");
  EXPECT_EQ(command({"GET", "k"}).text, binary);
  EXPECT_TRUE(command({"GET", "none"}).is_nil());
  EXPECT_EQ(command({"INCRBY", "n", "-7"}).integer, -7);
  const Reply nested = command({"EVAL", "return {1, {'a', {'b'}}, false, 'c'}", "0"});
  ASSERT_EQ(nested.items.size(), 4U);
  EXPECT_EQ(nested.items[1].items[1].items[0].text, "b");
  EXPECT_TRUE(nested.items[2].is_nil());
  EXPECT_EQ(nested.items[3].text, "c");
}

TEST_F(RedisTest, APipelineAnswersInOrder) {
  std::vector<Args> commands;
  for (int i = 0; i < 5000; ++i) commands.push_back({"ECHO", std::to_string(i)});
  const auto replies = run([&] { return redis().pipeline(commands); });
  ASSERT_EQ(replies.size(), commands.size());
  for (std::size_t i = 0; i < replies.size(); ++i) EXPECT_EQ(replies[i].text, std::to_string(i));
}

// Hundreds of tasks at once on both threads: each gets its own reply.
TEST_F(RedisTest, TasksDoNotMixTheirReplies) {
  auto& client = redis();
  std::atomic<int> right = 0;
  std::atomic<int> ended = 0;
  constexpr int kTasks = 500;
  for (int i = 0; i < 2 * kTasks; ++i) {
    asio::co_spawn(
        io().context(static_cast<std::size_t>(i % 2)),
        [&, text = std::to_string(i) + std::string(40, 'x')]() -> Task<> {
          const Args args{"ECHO", text};
          for (int n = 0; n < 3; ++n) right += (co_await client.command(args)).text == text;
          ++ended;
        },
        asio::detached);
  }
  ASSERT_TRUE(app::wait_until([&] { return ended == 2 * kTasks; }, seconds{20}));
  EXPECT_EQ(right, 3 * 2 * kTasks);
}

TEST_F(RedisTest, AScriptIsSentOnce) {
  const Script script = make_script("add", "return redis.call('INCRBY', KEYS[1], ARGV[1])");
  const auto add = [&] { return run([&] { return redis().eval(script, {"n"}, {"5"}); }).integer; };
  EXPECT_EQ(add(), 5);
  EXPECT_EQ(add(), 10);
  command({"SCRIPT", "FLUSH"});
  EXPECT_EQ(add(), 15);
  const Script bad = make_script("bad", "return redis.error_reply('ERR on purpose')");
  EXPECT_THROW(run([&] { return redis().eval(bad, {}, {}); }), std::runtime_error);
}

TEST_F(RedisTest, ADefectOfOursIsNotUnavailable) {
  command({"SET", "text", "x"});
  try {
    command({"INCR", "text"});
    FAIL();
  } catch (const Unavailable&) {
    FAIL() << "a wrong command is not an outage";
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(command({"PING"}).text, "PONG");
}

TEST_F(RedisTest, AFullMemoryAndAReplicaAreUnavailable) {
  command({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_THROW(command({"SET", "k", "v"}), Unavailable);
  command({"CONFIG", "SET", "maxmemory", "0"});
  command({"REPLICAOF", "127.0.0.1", "1"});
  EXPECT_THROW(command({"SET", "k", "v"}), Unavailable);
  EXPECT_TRUE(recovers(redis()));
  command({"REPLICAOF", "NO", "ONE"});
  EXPECT_EQ(command({"SET", "k", "v"}).text, "OK");
}

TEST_F(RedisTest, ACancelledTaskLeavesTheOrderRight) {
  using namespace asio::experimental::awaitable_operators;
  auto& client = redis();
  run([&]() -> Task<> {
    asio::steady_timer soon(co_await asio::this_coro::executor, milliseconds{20});
    const Args wait{"BLPOP", "empty", "0.2"};
    const auto first = co_await (client.command(wait) || soon.async_wait(asio::use_awaitable));
    EXPECT_EQ(first.index(), 1U);
    const Args echo{"ECHO", "mine"};
    EXPECT_EQ((co_await client.command(echo)).text, "mine");
  });
}

TEST_F(RedisTest, ALateReplyIsATimeOutAndASilentConnectionIsDropped) {
  Client brief(io(), {.url = redis_url(), .timeout = milliseconds{100}});
  const auto before = command(brief, {"CLIENT", "ID"}).integer;
  EXPECT_THROW(command(brief, {"BLPOP", "empty", "0"}), Unavailable);
  EXPECT_TRUE(recovers(brief));
  EXPECT_NE(command(brief, {"CLIENT", "ID"}).integer, before);
}

TEST_F(RedisTest, ACommandInFlightIsNotSentAgain) {
  auto& client = redis();
  command({"SET", "n", "0"});
  std::string failure;
  run([&]() -> Task<> {
    // Waits for ever, until thread 1 has the connection closed under it.
    const Args slow{"BLPOP", "never", "0"};
    const Args count{"INCR", "n"};
    co_await client.command(count);
    asio::co_spawn(
        io().context(1),
        [&]() -> Task<> {
          const Args kill{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"};
          co_await client.command(kill);
        },
        asio::detached);
    try {
      co_await client.command(slow);
    } catch (const Unavailable& e) {
      failure = e.what();
    }
  });
  EXPECT_THAT(failure, testing::HasSubstr("connection lost"));
  EXPECT_TRUE(recovers(client));
  EXPECT_EQ(command({"GET", "n"}).text, "1");
}

TEST_F(RedisTest, AServerThatWentAndCameBack) {
  auto& client = redis();
  EXPECT_EQ(command({"PING"}).text, "PONG");
  server().stop();
  EXPECT_THROW(command({"PING"}), Unavailable);
  server().begin();
  server().await_ready(seconds{10});
  EXPECT_TRUE(recovers(client));
}

TEST_F(RedisTest, AServerThatStandsStillAndGoesOn) {
  Client client(io(), {.url = redis_url(), .timeout = milliseconds{100}});
  command(client, {"PING"});
  kill(server().pid(), SIGSTOP);
  EXPECT_THROW(command(client, {"PING"}), Unavailable);
  EXPECT_THROW(command(client, {"PING"}), Unavailable);
  kill(server().pid(), SIGCONT);
  EXPECT_TRUE(recovers(client));
}

TEST_F(RedisTest, WithoutServerItStartsAndFailsQuickly) {
  Client away(io(), {.url = "unix:/tmp/tessera-no-such.sock"});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(command(away, {"PING"}), Unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{1});
  EXPECT_THROW(Client(io(), {.url = "http://x"}), std::invalid_argument);
}

TEST_F(RedisTest, DatabasesAreApart) {
  Client other(io(), {.url = redis_url() + "?db=3"});
  command(other, {"SET", "k", "three"});
  EXPECT_TRUE(command({"GET", "k"}).is_nil());
  EXPECT_EQ(command(other, {"GET", "k"}).text, "three");
}

TEST_F(RedisTest, ThePasswordIsGiven) {
  command({"ACL", "SETUSER", "ann", "on", ">p@ss", "~*", "&*", "+@all"});
  Client ann(io(), {.url = redis_url(), .username = "ann", .password = "p@ss"});
  EXPECT_EQ(command(ann, {"ACL", "WHOAMI"}).text, "ann");
  Client wrong(io(), {.url = redis_url(), .username = "ann", .password = "guess"});
  EXPECT_THROW(command(wrong, {"PING"}), Unavailable);
  command({"ACL", "DELUSER", "ann"});
}

TEST_F(RedisTest, OnlyIoThreadsMayCall) {
  auto& client = redis();
  asio::io_context elsewhere;
  bool refused = false;
  asio::co_spawn(
      elsewhere,
      [&]() -> Task<> {
        try {
          const Args ping{"PING"};
          co_await client.command(ping);
        } catch (const std::logic_error&) {
          refused = true;
        }
      },
      asio::detached);
  elsewhere.run();
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace tessera::store::redis
