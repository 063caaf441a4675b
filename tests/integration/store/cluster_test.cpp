#include "app/cluster/cluster.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "store/postgres/connection.hpp"
#include "store/redis/client.hpp"
#include "tests/support/backends.hpp"

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

// A zombie that nobody has reaped yet has no program any more.
bool alive(pid_t pid) {
  std::error_code ec;
  return !fs::read_symlink("/proc/" + std::to_string(pid) + "/exe", ec).empty() && !ec;
}

// A process like `tessera dev`: it holds a cluster and may be killed.
class Holder {
 public:
  explicit Holder(const fs::path& data) {
    int in[2];
    int out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      execl(TESSERA_CLUSTER_HOLDER, TESSERA_CLUSTER_HOLDER, data.c_str(), nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input_ = in[1];
    std::string text;
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) text += c;
    close(out[0]);
    said = text;
    std::istringstream(text) >> word >> postgres >> redis;
  }
  ~Holder() { end(0); }
  // 0: by the end of its input.
  int end(int signal) {
    if (pid_ < 0) return 0;
    if (signal != 0) kill(pid_, signal);
    close(input_);
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return status;
  }
  std::string said;
  std::string word;
  pid_t postgres = -1;
  pid_t redis = -1;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
};

class ClusterTest : public ::testing::Test {
 protected:
  ClusterTest() : io_(1) {
    std::string name = "/tmp/tessera-cluster-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
    data_ = name;
    io_.start();
  }
  ~ClusterTest() override {
    std::error_code ignored;
    fs::remove_all(data_, ignored);
  }
  Result<std::unique_ptr<Cluster>> start() {
    ClusterOptions options{.data = data_};
    options.user = choose_run_user(data_).value();
    return Cluster::start(options);
  }
  std::int64_t ask_postgres(Cluster& cluster, const std::string& text) {
    store::postgres::PgConnection c({.url = cluster.postgres().url("postgres", "postgres")});
    const auto rows = c.exec_text(text);
    return rows.empty() ? -1 : rows[0].integer(0);
  }
  std::string ask_redis(Cluster& cluster, std::vector<std::string> args) {
    store::redis::Client client(io_, {.url = cluster.redis().url()});
    std::string out;
    io_.run_and_wait(0, [&]() -> Task<> { out = (co_await client.command(args)).text; });
    return out;
  }
  void plant() {
    auto cluster = start();
    ASSERT_TRUE(cluster) << cluster.error().text;
    ask_postgres(**cluster, "create table kept as select 7 as n");
    ask_redis(**cluster, {"SET", "kept", "seven"});
  }
  void expect_all_there() {
    auto cluster = start();
    ASSERT_TRUE(cluster) << cluster.error().text;
    EXPECT_EQ(ask_postgres(**cluster, "select n from kept"), 7);
    EXPECT_EQ(ask_redis(**cluster, {"GET", "kept"}), "seven");
  }
  fs::path data_;
  runtime::IoThreads io_;
};

TEST_F(ClusterTest, StartsQuicklyAndKeepsItsData) {
  const auto begin = std::chrono::steady_clock::now();
  plant();
  const auto between = std::chrono::steady_clock::now();
  expect_all_there();
  const auto end = std::chrono::steady_clock::now();
  RecordProperty("first_ms", static_cast<int>((between - begin) / milliseconds{1}));
  RecordProperty("later_ms", static_cast<int>((end - between) / milliseconds{1}));
  EXPECT_LT(between - begin, seconds{6});
  EXPECT_LT(end - between, seconds{3});
}

TEST_F(ClusterTest, SettingsAreThoseOfAServerThatKeepsItsPromises) {
  auto cluster = start();
  ASSERT_TRUE(cluster) << cluster.error().text;
  EXPECT_EQ(ask_postgres(**cluster,
                         "select (current_setting('fsync') = 'on' and "
                         "current_setting('listen_addresses') = '' and "
                         "current_setting('lc_collate') = 'C.UTF-8')::int"),
            1);
  struct stat info{};
  ASSERT_EQ(stat((*cluster)->run_folder().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  EXPECT_LT((*cluster)->run_folder().string().size() + 20, 100U);
  EXPECT_TRUE(fs::exists(data_ / "redis" / "appendonlydir"));
}

TEST_F(ClusterTest, ASecondOwnerIsRefused) {
  auto first = start();
  ASSERT_TRUE(first) << first.error().text;
  const auto second = start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "cluster.locked");
  const Holder other(data_);
  EXPECT_EQ(other.word, "cluster.locked");
  first->reset();
  EXPECT_TRUE(start()) << "the lock goes with its owner";
}

TEST_F(ClusterTest, KillOfTheOwnerLeavesNoOrphan) {
  plant();
  Holder holder(data_);
  ASSERT_EQ(holder.word, "ready") << holder.said;
  holder.end(SIGKILL);
  EXPECT_TRUE(
      wait_until([&] { return !alive(holder.postgres) && !alive(holder.redis); }, seconds{20}));
  expect_all_there();
}

TEST_F(ClusterTest, KillOfTheOwnerAndAStartAtOnce) {
  plant();
  Holder holder(data_);
  ASSERT_EQ(holder.word, "ready") << holder.said;
  holder.end(SIGKILL);
  expect_all_there();
  EXPECT_FALSE(alive(holder.postgres));
  EXPECT_FALSE(alive(holder.redis));
}

TEST_F(ClusterTest, KillOfEverything) {
  plant();
  Holder holder(data_);
  ASSERT_EQ(holder.word, "ready") << holder.said;
  kill(holder.postgres, SIGKILL);
  kill(holder.redis, SIGKILL);
  holder.end(SIGKILL);
  expect_all_there();
}

// A postmaster that does not end with its owner (another parent) is asked to end, and waited for.
TEST_F(ClusterTest, AnOldPostmasterIsEndedGently) {
  plant();
  ServerPlace place{.data = fs::canonical(data_) / "postgres",
                    .run = data_,
                    .log = data_ / "old.log",
                    .user = choose_run_user(data_).value()};
  PostgresServer old(place);
  old.begin();
  old.await_ready(seconds{20});
  expect_all_there();
  EXPECT_FALSE(alive(old.pid()));
  std::ifstream log(data_ / "old.log");
  const std::string text{std::istreambuf_iterator<char>(log), {}};
  EXPECT_THAT(text, testing::HasSubstr("received fast shutdown request"));
}

// After a power cut the number in the file may be anybody's.
TEST_F(ClusterTest, AStaleNumberOfAnotherProcessDoesNotMatter) {
  plant();
  std::ofstream(data_ / "postgres" / "postmaster.pid") << getpid() << "\n"
                                                       << data_.string() << "/postgres\n";
  expect_all_there();
}

TEST_F(ClusterTest, AFolderOutOfReachIsAClearError) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be out of its user's reach";
  fs::permissions(data_, fs::perms::owner_all);
  ClusterOptions options{.data = data_ / "inner"};
  options.user = choose_run_user(options.data).value();
  const auto cluster = Cluster::start(options);
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().id, "cluster.unreachable");
  EXPECT_THAT(cluster.error().text, testing::HasSubstr(options.data.string()));
}

TEST_F(ClusterTest, TheServersDoNotRunAsRoot) {
  auto cluster = start();
  ASSERT_TRUE(cluster) << cluster.error().text;
  for (const pid_t pid : {(*cluster)->postgres().pid(), (*cluster)->redis().pid()}) {
    struct stat info{};
    ASSERT_EQ(stat(("/proc/" + std::to_string(pid)).c_str(), &info), 0);
    EXPECT_NE(info.st_uid, 0U);
  }
}

}  // namespace
}  // namespace tessera::app
