// Faults of the backends under load. What must hold: no 2xx whose effect is missing afterwards, no
// session lost, no code, refresh token or one-time code accepted twice, nothing but 503 with
// Retry-After meanwhile, and recovery by itself.
#include <csignal>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "app/cluster/child.hpp"
#include "tests/support/load.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kRecover = seconds{2};
// A tick for the load client to come by, and what a machine that builds beside adds.
constexpr auto kSlack = seconds{1};
constexpr auto kHangs = seconds{30};

class FaultTest : public ::testing::Test {
 protected:
  void start(const LoadOptions& options) {
    place.start_postgres();
    start_redis();
    place.start_node();
    ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err() << read_file(place.log_file());
    load = std::make_unique<Load>(place.demo(), options);
    load->start();
    run_quietly(seconds{1});
    ASSERT_THAT(load->violations(), IsEmpty()) << "before any fault";
  }
  virtual void start_redis() { place.start_redis(); }

  static void run_quietly(Duration time) { std::this_thread::sleep_for(time); }
  void expect_recovery(const std::string& after) {
    const auto took = load->time_to_success(kHangs);
    RecordProperty("recovery_ms_" + after, static_cast<int>(took / milliseconds{1}));
    EXPECT_LT(took, kRecover + kSlack) << "recovery after " << after;
  }

  void kill_postgres_once() {
    place.kill_postgres();
    run_quietly(milliseconds{500});
    place.start_postgres();
    expect_recovery("postgres_kill");
  }
  void kill_redis_once() {
    place.kill_redis();
    run_quietly(milliseconds{500});
    place.start_redis();
    expect_recovery("redis_kill");
  }
  void restart_postgres_once() {
    place.postgres().stop();
    place.start_postgres();
    expect_recovery("postgres_restart");
  }
  void restart_redis_once() {
    place.redis().stop();
    place.start_redis();
    expect_recovery("redis_restart");
  }
  void freeze(const std::vector<pid_t>& pids, Duration time, const std::string& name) {
    ASSERT_FALSE(pids.empty());
    signal_all(pids, SIGSTOP);
    run_quietly(time);
    signal_all(pids, SIGCONT);
    expect_recovery(name);
  }
  void freeze_postgres(Duration time) {
    freeze(postgres_processes(place.data()), time, "postgres_stop");
  }
  void freeze_redis(Duration time) { freeze(redis_processes(place.data()), time, "redis_stop"); }

  SqlRows sql(const std::string& text) { return run_sql(place.database_url("postgres"), text); }

  void stop_and_check() {
    load->stop();
    EXPECT_THAT(load->violations(), IsEmpty());
    RecordProperty("answers", static_cast<int>(load->answers()));
    RecordProperty("refusals", static_cast<int>(load->refusals()));
    RecordProperty("sign_ins", static_cast<int>(load->sign_ins().size()));
    EXPECT_GT(load->token_ids().size(), 0U);
    EXPECT_GT(load->sign_ins().size(), 0U);
    expect_tokens_in_the_journal();
    expect_families_live();
    expect_sessions_live();
    expect_codes_are_spent();
    const auto verified = place.tool({"audit", "verify"});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  }

  void expect_tokens_in_the_journal() {
    std::string ids;
    for (const auto& id : load->token_ids()) ids += (ids.empty() ? "'" : ",'") + id + "'";
    const auto rows =
        sql("select id from unnest(array[" + ids +
            "]) as id where id not in "
            "(select body::jsonb #>> '{object_id}' from journal_event where type = 'token.issued' "
            " and body::jsonb #>> '{object_id}' is not null)");
    EXPECT_EQ(rows.size(), 0U) << "tokens without an event, of " << load->token_ids().size()
                               << ", as " << (rows.empty() ? "" : rows[0][0]);
  }
  void expect_families_live() {
    const auto portal = place.browser();
    for (auto& family : load->families()) {
      EXPECT_GT(family.accepted, 0);
      const auto answer = refresh(*portal, place.demo().client("portal"), family.token);
      EXPECT_EQ(answer.status, 200) << "the family is lost: " << answer.body;
    }
    EXPECT_EQ(sql("select 1 from oauth_grant where mode = 'rotate' and revoked is not null").size(),
              0U);
    const auto promised = [&] {
      long sum = 0;
      for (const auto& family : load->families()) sum += family.accepted;
      return sum;
    }();
    EXPECT_GE(
        std::stol(
            sql("select count(*) from journal_event where type = 'token.refreshed'").at(0).at(0)),
        promised);
    EXPECT_GE(
        std::stol(
            sql("select coalesce(sum(n), 0) from oauth_grant where mode = 'rotate'").at(0).at(0)),
        promised);
  }
  void expect_sessions_live() {
    int lost = 0;
    for (auto& one : load->sign_ins()) lost += one.browser->get("/account").status != 200;
    EXPECT_EQ(lost, 0) << "sessions lost of " << load->sign_ins().size();
  }
  void expect_codes_are_spent() {
    const auto portal = place.browser();
    const auto& client = place.demo().client("portal");
    int twice = 0;
    for (const auto& one : load->sign_ins()) {
      if (one.redemption.empty()) continue;
      twice += portal->post("/oauth2/token", one.redemption, client.basic()).status != 400;
    }
    EXPECT_EQ(twice, 0) << "codes accepted twice";
  }

  Place place;
  std::unique_ptr<Load> load;
};

TEST_F(FaultTest, PostgresIsKilledAndFrozen) {
  ASSERT_NO_FATAL_FAILURE(start({}));
  kill_postgres_once();
  freeze_postgres(milliseconds{1500});
  stop_and_check();
}

TEST_F(FaultTest, RedisIsKilledAndFrozen) {
  ASSERT_NO_FATAL_FAILURE(start({}));
  kill_redis_once();
  freeze_redis(milliseconds{1500});
  stop_and_check();
}

TEST_F(FaultTest, TheNodeIsKilledUnderLoad) {
  ASSERT_NO_FATAL_FAILURE(start({.node_dies = true}));
  for (int round = 0; round < 3; ++round) {
    ASSERT_EQ(place.stop_node(SIGKILL), 128 + SIGKILL);
    place.start_node();
    expect_recovery("node_kill");
    run_quietly(milliseconds{500});
  }
  stop_and_check();
}

// Two Redis servers and a Sentinel on loopback ports, instead of the one of the place.
class SentinelFaultTest : public FaultTest {
 protected:
  void start_redis() override {
    first_ = start_server(first_port_, {});
    second_ = start_server(second_port_, {"--replicaof", "127.0.0.1 " + first_port_});
    write_file(folder() / "sentinel.conf",
               "port " + sentinel_port_ + "\nbind 127.0.0.1\ndir " + folder().string() +
                   "\nsentinel monitor tessera 127.0.0.1 " + first_port_ +
                   " 1\nsentinel down-after-milliseconds tessera 500\nsentinel failover-timeout "
                   "tessera 3000\n",
               0666);
    sentinel_ = std::make_unique<Program>(
        ProgramSpec{.argv = {"/usr/bin/redis-sentinel", (folder() / "sentinel.conf").string()},
                    .user = run_user()});
    ASSERT_TRUE(app::wait_until(
        [&] {
          return ask(sentinel_port_, {"SENTINEL", "replicas", "tessera"}).find(second_port_) !=
                 std::string::npos;
        },
        seconds{40}));
    ASSERT_TRUE(app::wait_until(
        [&] {
          return ask(first_port_, {"INFO", "replication"}).find("state=online") !=
                 std::string::npos;
        },
        seconds{40}));
    place.set("redis.url", "\"redis+sentinel://127.0.0.1:" + sentinel_port_ + "/tessera/0\"");
  }
  std::unique_ptr<Program> start_server(const std::string& port,
                                        std::vector<std::string> more) const {
    const auto data = folder() / port;
    fs::create_directory(data);
    if (const auto user = run_user(); user && chown(data.c_str(), user->uid, user->gid) != 0)
      throw std::runtime_error("chown");
    std::vector<std::string> argv{"/usr/bin/redis-server",
                                  "--port",
                                  port,
                                  "--bind",
                                  "127.0.0.1",
                                  "--save",
                                  "",
                                  "--dir",
                                  data.string(),
                                  "--appendonly",
                                  "yes",
                                  "--repl-diskless-sync-delay",
                                  "0",
                                  "--maxmemory-policy",
                                  "noeviction"};
    argv.insert(argv.end(), more.begin(), more.end());
    return std::make_unique<Program>(ProgramSpec{.argv = argv, .user = run_user()});
  }
  static std::string ask(const std::string& port, std::vector<std::string> command) {
    command.insert(command.begin(), {"/usr/bin/redis-cli", "-p", port});
    return run_program({.argv = command}).out;
  }
  [[nodiscard]] fs::path folder() const { return place.folder(); }
  void wait_for_master(const std::string& port) {
    ASSERT_TRUE(
        app::wait_until([&] { return ask(port, {"ROLE"}).starts_with("master"); }, seconds{40}))
        << "no fail-over";
  }

  std::string first_port_ = std::to_string(free_port());
  std::string second_port_ = std::to_string(free_port());
  std::string sentinel_port_ = std::to_string(free_port());
  std::unique_ptr<Program> first_;
  std::unique_ptr<Program> second_;
  std::unique_ptr<Program> sentinel_;
};

TEST_F(SentinelFaultTest, TheMasterIsKilled) {
  ASSERT_NO_FATAL_FAILURE(start({}));
  first_->signal(SIGKILL);
  ASSERT_NO_FATAL_FAILURE(wait_for_master(second_port_));
  expect_recovery("sentinel_failover");
  run_quietly(seconds{1});
  stop_and_check();
}

// The long series: 200 requests a second and more, each fault several times.
class SlowFaultTest : public FaultTest {
 protected:
  // Portals give up after 3 s and try again, with the same refresh token.
  static LoadOptions heavy() {
    return {.machines = 8,
            .refreshers = 6,
            .citizens = 2,
            .pause = milliseconds{20},
            .patience = seconds{3}};
  }
};

TEST_F(SlowFaultTest, EveryFaultThreeTimes) {
  ASSERT_NO_FATAL_FAILURE(start(heavy()));
  const auto begin = std::chrono::steady_clock::now();
  const auto before = load->answers();
  run_quietly(seconds{5});
  const auto rate = static_cast<double>(load->answers() - before) / 5;
  RecordProperty("requests_per_second", static_cast<int>(rate));
  for (int round = 0; round < 3; ++round) {
    kill_postgres_once();
    run_quietly(seconds{2});
    kill_redis_once();
    run_quietly(seconds{2});
    freeze_postgres(seconds{10});
    run_quietly(seconds{2});
    freeze_redis(seconds{10});
    run_quietly(seconds{2});
    restart_postgres_once();
    run_quietly(seconds{2});
    restart_redis_once();
    run_quietly(seconds{2});
  }
  RecordProperty("seconds",
                 static_cast<int>((std::chrono::steady_clock::now() - begin) / seconds{1}));
  stop_and_check();
}

class SlowSentinelFaultTest : public SentinelFaultTest {};

TEST_F(SlowSentinelFaultTest, TheMasterChangesUnderLoad) {
  ASSERT_NO_FATAL_FAILURE(
      start({.machines = 6, .refreshers = 4, .citizens = 2, .pause = milliseconds{35}}));
  first_->signal(SIGKILL);
  (void)first_->wait_for(seconds{5});
  ASSERT_NO_FATAL_FAILURE(wait_for_master(second_port_));
  expect_recovery("first_failover");
  run_quietly(seconds{5});
  first_ = start_server(first_port_, {"--replicaof", "127.0.0.1 " + second_port_});
  ASSERT_TRUE(app::wait_until(
      [&] {
        return ask(second_port_, {"INFO", "replication"}).find("state=online") != std::string::npos;
      },
      seconds{40}));
  run_quietly(
      seconds{12});  // until the Sentinel knows it again, and its time between fail-overs is over
  second_->signal(SIGSTOP);
  ASSERT_NO_FATAL_FAILURE(wait_for_master(first_port_));
  expect_recovery("second_failover");
  second_->signal(SIGCONT);
  run_quietly(seconds{5});
  stop_and_check();
}

}  // namespace
}  // namespace tessera::test
