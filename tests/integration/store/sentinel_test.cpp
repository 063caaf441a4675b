// A fail-over with real redis-server and redis-sentinel processes on loopback ports.
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "app/cluster/child.hpp"
#include "store/redis/client.hpp"
#include "tests/support/backends.hpp"
#include "tests/support/free_port.hpp"

namespace tessera::store::redis {
namespace fs = std::filesystem;
namespace {

using Args = std::vector<std::string>;

class SentinelTest : public test::Backends {
 protected:
  SentinelTest() {
    std::string name = "/tmp/tessera-sentinel-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
    folder_ = name;
    first_ = start_redis(first_port_, {});
    second_ = start_redis(second_port_, {"--replicaof", "127.0.0.1 " + first_port_});
    std::ofstream(folder_ / "sentinel.conf")
        << "port " << sentinel_port_ << "\nbind 127.0.0.1\ndir " << folder_.string()
        << "\nsentinel monitor tessera 127.0.0.1 " << first_port_ << " 1"
        << "\nsentinel down-after-milliseconds tessera 300\nsentinel failover-timeout tessera "
           "2000\n";
    sentinel_ = app::Child::start(
        {.argv = {"/usr/bin/redis-sentinel", (folder_ / "sentinel.conf").string()},
         .log = folder_ / "sentinel.log",
         .death_signal = SIGKILL});
  }
  ~SentinelTest() override {
    for (auto* child : {&first_, &second_, &sentinel_}) {
      child->signal(SIGKILL);
      (void)child->wait_for(seconds{5});
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  app::Child start_redis(const std::string& port, const Args& more) {
    Args argv{"/usr/bin/redis-server",
              "--port",
              port,
              "--bind",
              "127.0.0.1",
              "--save",
              "",
              "--dir",
              folder_.string(),
              "--repl-diskless-sync-delay",
              "0"};
    argv.insert(argv.end(), more.begin(), more.end());
    return app::Child::start(
        {.argv = argv, .log = folder_ / (port + ".log"), .death_signal = SIGKILL});
  }
  std::optional<Reply> attempt(Client& client, Args args) {
    try {
      return run([&] { return client.command(args); });
    } catch (const Unavailable&) {
      return std::nullopt;
    }
  }
  // True once the command says what is wanted.
  template <class F>
  bool eventually(Client& client, const Args& args, F good, Duration limit) {
    return app::wait_until(
        [&] {
          const auto reply = attempt(client, args);
          return reply && good(*reply);
        },
        limit);
  }

  fs::path folder_;
  std::string first_port_ = test::free_port();
  std::string second_port_ = test::free_port();
  std::string sentinel_port_ = test::free_port();
  app::Child first_;
  app::Child second_;
  app::Child sentinel_;
};

TEST_F(SentinelTest, FollowsTheMaster) {
  // The first sentinel is away: the next one is asked.
  Client client(io(),
                {.url = "redis+sentinel://127.0.0.1:1,127.0.0.1:" + sentinel_port_ + "/tessera/2",
                 .timeout = milliseconds{300}});
  Client sentinel(io(), {.url = "redis://127.0.0.1:" + sentinel_port_});
  ASSERT_TRUE(eventually(
      sentinel, {"SENTINEL", "replicas", "tessera"},
      [](const Reply& r) { return r.items.size() == 1; }, seconds{30}));
  ASSERT_TRUE(eventually(
      client, {"SET", "k", "kept"}, [](const Reply& r) { return r.text == "OK"; }, seconds{5}));
  ASSERT_TRUE(eventually(
      client, {"WAIT", "1", "0"}, [](const Reply& r) { return r.integer == 1; }, seconds{10}));

  first_.signal(SIGKILL);
  (void)first_.wait_for(seconds{5});
  EXPECT_FALSE(attempt(client, {"SET", "k", "lost"})) << "nobody is there to take it";

  ASSERT_TRUE(eventually(
      client, {"SET", "after", "1"}, [](const Reply& r) { return r.text == "OK"; }, seconds{30}));
  EXPECT_EQ(attempt(client, {"GET", "k"})->text, "kept");
  EXPECT_EQ(attempt(client, {"ROLE"})->items.at(0).text, "master");
}

}  // namespace
}  // namespace tessera::store::redis
