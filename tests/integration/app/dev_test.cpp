// `tessera dev` as people and scripts use it: starts, ends, is killed, starts again.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>

#include "app/cluster/child.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

mode_t mode_of(const fs::path& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

std::vector<pid_t> all_processes(DevServer& server) {
  std::vector<pid_t> out{server.program().pid()};
  for (const auto& servers : {postgres_processes(server.data()), redis_processes(server.data())}) {
    EXPECT_FALSE(servers.empty());
    out.insert(out.end(), servers.begin(), servers.end());
  }
  return out;
}

bool all_end(const std::vector<pid_t>& pids, Duration limit) {
  return app::wait_until([&] { return std::none_of(pids.begin(), pids.end(), is_alive); }, limit);
}

std::int64_t count(const fs::path& data, const std::string& query) {
  return std::stoll(run_sql(database_url(data, "postgres"), query).at(0).at(0));
}

class DevTest : public ::testing::Test {
 protected:
  // A server on a copy of the seed: only the first test pays for demo data.
  DevServer& seeded() {
    Seed::instance().copy_to(data());
    server_ = std::make_unique<DevServer>(DevSpec{.data = data()});
    server_->start();
    return *server_;
  }
  [[nodiscard]] fs::path data() const { return folder_.path() / "data"; }

  // A person's session from before must be good, as must what the database holds.
  void plant() {
    const auto demo = server_->demo();
    browser_ = std::make_unique<Browser>(server_->url(), demo.ca_file);
    const auto in = sign_in(*browser_, demo.person("ada"), codes_);
    ASSERT_TRUE(in.done) << in.last.status << in.last.error << in.last.body;
    ASSERT_EQ(browser_->get("/account").status, 200);
    people_ = count(data(), "select count(*) from person");
    events_ = count(data(), "select count(*) from journal_event");
  }
  void expect_all_there() {
    EXPECT_EQ(browser_->get("/account").status, 200) << "the session is gone";
    EXPECT_EQ(count(data(), "select count(*) from person"), people_);
    EXPECT_GE(count(data(), "select count(*) from journal_event"), events_);
    expect_journal_verifies();
  }
  void expect_journal_verifies() {
    const auto config = folder_.path() / "audit.toml";
    write_file(config, "[server]\npublic_url = \"https://localhost\"\n[database]\nurl = \"" +
                           database_url(data(), "tessera_app") + "\"\nowner_url = \"" +
                           database_url(data(), "tessera_owner") +
                           "\"\n[redis]\nurl = \"unix:" + redis_socket() +
                           "\"\n[keys]\nmaster_key_file = \"" + (data() / "master.key").string() +
                           "\"\n[mail]\ntransport = \"folder\"\nfolder = \"" +
                           (data() / "outbox").string() +
                           "\"\nfrom = \"no-reply@tessera.example\"\n");
    const auto verified =
        run_program({.argv = {tessera_binary(), "audit", "verify", "--config", config.string()},
                     .user = run_user()});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  }
  [[nodiscard]] std::string redis_socket() const {
    const auto url = database_url(data(), "x");
    return url.substr(5, url.find(' ') - 5) + "/redis.sock";
  }

  TempFolder folder_;
  std::unique_ptr<DevServer> server_;
  std::unique_ptr<Browser> browser_;
  OneTimeCodes codes_;
  std::int64_t people_ = 0;
  std::int64_t events_ = 0;
};

TEST_F(DevTest, FirstStartWritesDemoJsonAndServes) {
  DevServer server({.data = data(), .people = 3});
  server.start();
  RecordProperty("first_start_ms", static_cast<int>(server.last_start() / milliseconds{1}));
  EXPECT_THAT(server.program().out(), HasSubstr("\ntessera: ready " + server.url() + "\n"));

  EXPECT_EQ(mode_of(data() / "demo.json"), 0600U);
  EXPECT_EQ(mode_of(data() / "master.key"), 0600U);
  EXPECT_EQ(mode_of(data() / "certs" / "server.key") & 077, 0U);
  const auto demo = server.demo();
  EXPECT_EQ(demo.issuer, server.url());
  std::set<std::string> roles;
  std::set<std::string> passwords;
  int citizens = 0;
  for (const auto& person : demo.people) {
    EXPECT_EQ(base32_bytes(person.totp_secret).size(), 20U) << person.login;
    EXPECT_THAT(person.kind, testing::AnyOf("citizen", "staff"));
    roles.insert(person.roles.begin(), person.roles.end());
    passwords.insert(person.password);
    citizens += person.kind == "citizen";
  }
  EXPECT_GE(citizens, 2 + 3);
  EXPECT_EQ(passwords.size(), demo.people.size()) << "a password is used twice";
  EXPECT_THAT(roles, testing::IsSupersetOf({"registrar", "role_admin", "auditor"}));
  EXPECT_NE(demo.client("portal").client_secret, "");
  EXPECT_EQ(demo.client("app").client_secret, "") << "a public client has no secret";
  EXPECT_NE(demo.client("machine").client_secret, "");

  Browser browser(server.url(), demo.ca_file);
  const auto discovery = browser.get("/.well-known/openid-configuration");
  EXPECT_EQ(discovery.status, 200) << discovery.error;
  EXPECT_EQ(json_text(discovery.body, "issuer"), server.url());
  Browser management(demo.management, "");
  EXPECT_EQ(management.get("/health/ready").status, 200);
  EXPECT_EQ(machine_token(browser, demo.client("machine")).status, 200);
  // Secrets belong to the folder.
  const auto other = read_demo(Seed::instance().data() / "demo.json");
  EXPECT_NE(other.person("ada").password, demo.person("ada").password);
  EXPECT_NE(other.person("ada").totp_secret, demo.person("ada").totp_secret);
  EXPECT_NE(other.client("portal").client_secret, demo.client("portal").client_secret);
}

TEST_F(DevTest, EndsWithAllItsProcesses) {
  auto& server = seeded();
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto pids = all_processes(server);
    ASSERT_GE(pids.size(), 5U);
    EXPECT_EQ(server.stop(signal), 0) << server.program().err();
    EXPECT_TRUE(all_end(pids, seconds{5}));
    EXPECT_FALSE(fs::exists(data() / "postgres" / "postmaster.pid"));
    server.start();
    RecordProperty("later_start_ms", static_cast<int>(server.last_start() / milliseconds{1}));
  }
}

TEST_F(DevTest, ASecondOwnerOfTheFolderIsRefused) {
  auto& server = seeded();
  for (const std::string more : {"--people=0", "--fresh"}) {
    const auto second =
        run_tessera({"dev", "--data", data().string(), "--listen", "localhost:0", more});
    EXPECT_EQ(second.code, 1);
    EXPECT_THAT(second.err, AllOf(HasSubstr("another tessera"), HasSubstr(data().string())));
    EXPECT_THAT(second.out, Not(HasSubstr("ready")));
  }
  Browser browser(server.url(), server.demo().ca_file);
  EXPECT_EQ(browser.get("/.well-known/jwks.json").status, 200) << "the first owner was disturbed";
}

TEST_F(DevTest, TwoRunAtOnceInTheirOwnFolders) {
  auto& first = seeded();
  Seed::instance().copy_to(folder_.path() / "second");
  DevServer second({.data = folder_.path() / "second"});
  second.start();
  EXPECT_NE(first.demo().management, second.demo().management);
  for (auto* server : {&first, &second}) {
    Browser browser(server->url(), server->demo().ca_file);
    EXPECT_EQ(browser.get("/.well-known/jwks.json").status, 200);
  }
}

TEST_F(DevTest, KilledAloneItLeavesNoOrphanAndKeepsEverything) {
  auto& server = seeded();
  plant();
  const auto pids = all_processes(server);
  server.program().signal(SIGKILL);
  EXPECT_TRUE(all_end(pids, seconds{30})) << "an orphan stays";
  server.start();
  expect_all_there();
}

TEST_F(DevTest, KilledAloneAndStartedAtOnce) {
  auto& server = seeded();
  plant();
  const auto pids = all_processes(server);
  server.program().signal(SIGKILL);
  server.start();
  EXPECT_TRUE(all_end(pids, seconds{1})) << "two generations at once";
  expect_all_there();
}

TEST_F(DevTest, KilledWithAllItsProcesses) {
  auto& server = seeded();
  plant();
  const auto pids = all_processes(server);
  signal_all(pids, SIGKILL);
  EXPECT_TRUE(all_end(pids, seconds{10}));
  server.start();
  expect_all_there();
}

TEST_F(DevTest, FreshForgetsEverything) {
  auto& server = seeded();
  const auto before = server.demo();
  ASSERT_EQ(server.stop(), 0);
  server.start({"--fresh"});
  const auto after = server.demo();
  EXPECT_NE(after.person("ada").password, before.person("ada").password);
  EXPECT_NE(after.client("portal").client_id, before.client("portal").client_id);
  EXPECT_LT(after.people.size(), before.people.size()) << "--people 0 counts for the fresh folder";
}

TEST_F(DevTest, AFreePortIsFoundForPortZero) {
  (void)seeded();
  ASSERT_EQ(server_->stop(), 0);
  Program program(
      {.argv = {tessera_binary(), "dev", "--data", data().string(), "--listen", "localhost:0"}});
  ASSERT_TRUE(program.says("tessera: ready https://localhost:", seconds{60})) << program.err();
  const auto demo = read_demo(data() / "demo.json");
  EXPECT_THAT(program.out(), HasSubstr("ready " + demo.issuer + "\n"));
  EXPECT_THAT(demo.issuer, Not(testing::EndsWith(":0")));
  Browser browser(demo.issuer, demo.ca_file);
  EXPECT_EQ(browser.get("/.well-known/jwks.json").status, 200);
}

TEST_F(DevTest, ABadListenIsAnErrorOfUsage) {
  for (const std::string listen : {"localhost", ":8443", "localhost:", "localhost:http",
                                   "localhost:65536", "localhost:-1", "localhost:84 43"}) {
    const auto run = run_tessera({"dev", "--data", data().string(), "--listen", listen});
    EXPECT_EQ(run.code, 2) << listen;
    EXPECT_THAT(run.err, AllOf(HasSubstr(listen), HasSubstr("HOST:PORT")));
  }
  EXPECT_FALSE(fs::exists(data())) << "nothing may be made before the arguments are right";
}

TEST_F(DevTest, APortThatIsTakenIsNamedAndNothingStaysBehind) {
  auto& server = seeded();
  const auto second = folder_.path() / "second";
  Seed::instance().copy_to(second);
  const auto run = run_tessera(
      {"dev", "--data", second.string(), "--listen", "localhost:" + std::to_string(server.port())});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.err, HasSubstr(std::to_string(server.port())));
  EXPECT_FALSE(fs::exists(second / "postgres" / "postmaster.pid"));
}

TEST_F(DevTest, AFolderOutOfReachIsAClearError) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give away what its user cannot reach";
  const auto closed = folder_.path() / "closed";
  fs::create_directory(closed);
  fs::permissions(closed, fs::perms::owner_all);
  const auto run =
      run_tessera({"dev", "--data", (closed / "data").string(), "--listen", "localhost:0"});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.err, AllOf(HasSubstr((closed / "data").string()), HasSubstr("--data")));
}

TEST_F(DevTest, NothingRunsAsRoot) {
  auto& server = seeded();
  for (const pid_t pid : all_processes(server)) {
    struct stat info{};
    ASSERT_EQ(stat(("/proc/" + std::to_string(pid)).c_str(), &info), 0);
    EXPECT_NE(info.st_uid, 0U) << pid;
  }
}

}  // namespace
}  // namespace tessera::test
