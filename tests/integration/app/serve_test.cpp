// `tessera serve` on servers of its own: what it refuses, how it starts without its backends, how
// it ends, and what it tells the service manager.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>

#include "app/cluster/child.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The promise of the issue is 2 s; what a busy machine adds is not measured here.
constexpr auto kRecoverLimit = seconds{2};
constexpr auto kSlack = seconds{4};

class ServeTest : public ::testing::Test {
 protected:
  void start_all() {
    place.start_postgres();
    place.start_redis();
    place.start_node();
    ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err() << read_file(place.log_file());
  }
  // How long until the token endpoint gives a token again.
  Duration time_to_token(Duration limit) {
    const auto browser = place.browser();
    const auto begin = std::chrono::steady_clock::now();
    app::wait_until(
        [&] { return machine_token(*browser, place.demo().client("machine")).status == 200; },
        limit);
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin);
  }
  Answer live() { return Browser(place.management(), "").get("/health/live"); }
  Place place;
};

TEST_F(ServeTest, ConfigurationErrorsNameFileAndLine) {
  place.set("server.public_ulr", "\"https://x\"");
  const auto run = place.tool({"serve"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err,
              testing::ContainsRegex("tessera.toml:[0-9]+: unknown key \"server.public_ulr\""));
}

TEST_F(ServeTest, WhatMustBeSetIsAskedFor) {
  for (const std::string key :
       {"server.public_url", "database.url", "redis.url", "keys.master_key_file"}) {
    const auto run = place.tool({"serve", "--set", key + "="});
    EXPECT_EQ(run.code, 2) << key;
    EXPECT_THAT(run.err, HasSubstr(key));
  }
  for (const std::string url :
       {"http://plain.example", "https://slash.example/", "https://path.example/x"}) {
    EXPECT_EQ(place.tool({"serve", "--set", "server.public_url=" + url}).code, 2) << url;
  }
}

TEST_F(ServeTest, APrivilegedDatabaseRoleIsRefused) {
  place.start_postgres();
  place.start_redis();
  for (const char* role : {"postgres", "tessera_owner"}) {
    place.set("database.url", "\"" + place.database_url(role) + "\"");
    const auto run = place.tool({"serve"});
    EXPECT_EQ(run.code, 2) << role << run.out << run.err;
    EXPECT_THAT(run.err, HasSubstr(role == std::string("postgres") ? "superuser" : "owner"));
  }
}

TEST_F(ServeTest, AWrongMasterKeyIsRefused) {
  place.start_postgres();
  place.start_redis();
  auto text = read_file(place.master_key());
  text[0] = text[0] == '0' ? '1' : '0';
  write_file(place.master_key(), text, 0600);
  const auto run = place.tool({"serve"});
  EXPECT_NE(run.code, 0);
  EXPECT_THAT(run.err, HasSubstr("master key"));
}

TEST_F(ServeTest, StartsWithoutItsBackendsAndRecoversByItself) {
  place.start_node();
  Browser management(place.management(), "");
  ASSERT_TRUE(
      app::wait_until([&] { return management.get("/health/live").status == 200; }, seconds{30}))
      << place.node().err();
  EXPECT_EQ(management.get("/health/ready").status, 503);
  EXPECT_EQ(management.get("/health/started").status, 503);

  const auto browser = place.browser();
  for (const char* page : {"/", "/account", "/oauth2/authorize?client_id=x"}) {
    const auto answer = browser->get(page);
    EXPECT_TRUE(answer.is_polite_refusal()) << page << answer.status << answer.error;
    EXPECT_THAT(answer.header("content-type"), HasSubstr("text/html"));
  }
  const auto token = machine_token(*browser, place.demo().client("machine"));
  EXPECT_TRUE(token.is_polite_refusal()) << token.status;
  EXPECT_THAT(token.header("content-type"), HasSubstr("application/json"));
  EXPECT_EQ(json_text(token.body, "error"), "temporarily_unavailable") << token.body;

  place.start_redis();
  EXPECT_EQ(management.get("/health/ready").status, 503) << "PostgreSQL is still away";
  place.start_postgres();
  const auto took = time_to_token(kRecoverLimit + kSlack);
  RecordProperty("open_after_backends_ms", static_cast<int>(took / milliseconds{1}));
  EXPECT_LT(took, kRecoverLimit + kSlack);
  EXPECT_TRUE(place.wait_ready(seconds{4}));
}

TEST_F(ServeTest, EachBackendMayGoAndComeBack) {
  start_all();
  OneTimeCodes codes;
  const auto browser = place.browser();
  ASSERT_TRUE(sign_in(*browser, place.demo().person("ada"), codes).done);
  const auto cookies = browser->cookies();

  place.kill_postgres();
  EXPECT_TRUE(machine_token(*browser, place.demo().client("machine")).is_polite_refusal());
  EXPECT_EQ(live().status, 200);
  place.start_postgres();
  const auto postgres_took = time_to_token(kRecoverLimit + kSlack);
  RecordProperty("after_postgres_ms", static_cast<int>(postgres_took / milliseconds{1}));
  EXPECT_LT(postgres_took, kRecoverLimit + kSlack);

  place.kill_redis();
  const auto away = browser->get("/account");
  EXPECT_TRUE(away.is_polite_refusal()) << away.status << away.header("location");
  EXPECT_EQ(browser->cookies(), cookies) << "a Redis that is away does not sign anybody out";
  place.start_redis();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(app::wait_until([&] { return browser->get("/account").status == 200; },
                              kRecoverLimit + kSlack));
  RecordProperty("after_redis_ms",
                 static_cast<int>((std::chrono::steady_clock::now() - begin) / milliseconds{1}));
}

TEST_F(ServeTest, ASessionOutlivesItsNodeAndItsRedis) {
  start_all();
  OneTimeCodes codes;
  const auto browser = place.browser();
  ASSERT_TRUE(sign_in(*browser, place.demo().person("ada"), codes).done);
  ASSERT_EQ(
      run_program({.argv = {"/usr/bin/redis-cli", "-s", place.redis().url().substr(5), "FLUSHALL"}})
          .code,
      0);
  EXPECT_EQ(browser->get("/account").status, 200) << "not read back from the database";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(place.stop_node(), 0) << place.node().err();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds{10});
  EXPECT_EQ(place.browser()->get("/").status, 0) << "nobody listens any more";
  place.start_node();
  ASSERT_TRUE(place.wait_ready(seconds{60}));
  EXPECT_EQ(browser->get("/account").status, 200);
}

// Requests that were accepted before SIGTERM are answered: none of a client's may end without an
// answer once it was sent on a living connection.
TEST_F(ServeTest, RequestsInFlightAreAnsweredWhileDraining) {
  start_all();
  const auto& person = place.demo().person("ben");
  Answer answer;
  std::thread client([&] {
    const auto browser = place.browser();
    const auto page = browser->follow(browser->get("/account"));
    const auto form = find_form(page.body, "sign-in");
    if (!form) return;
    answer = browser->post(form->action, fill(*form, {{"username", person.login},
                                                      {"current-password", person.password}}));
  });
  const auto log_has_request = [&] {
    return read_file(place.log_file()).find("/sign-in") != std::string::npos;
  };
  EXPECT_TRUE(app::wait_until(log_has_request, seconds{20}));
  EXPECT_EQ(place.stop_node(), 0);
  client.join();
  EXPECT_TRUE(answer.status == 200 || answer.status == 503 ||
              answer.error.find("onnect") != std::string::npos)
      << answer.status << answer.error;
}

// A balancer that asks now and then sees it before the door closes.
TEST_F(ServeTest, ANodeServesOnWhileItIsAlreadyNotReady) {
  place.set("server.drain_delay", "\"60s\"");
  start_all();
  place.node().signal(SIGTERM);
  EXPECT_TRUE(app::wait_until([&] { return !place.is_ready(); }, seconds{20}));
  EXPECT_EQ(place.browser()->get("/").status, 200);
  EXPECT_EQ(place.stop_node(), 0) << "the second signal ends the wait";
  EXPECT_EQ(place.browser()->get("/").status, 0);
}

TEST_F(ServeTest, SighupReadsTheCertificateAnew) {
  start_all();
  const auto serial = [&] {
    const auto shown = run_program(
        {.argv = {"/bin/sh", "-c",
                  "echo | openssl s_client -connect " + place.url().substr(8) +
                      " -servername localhost 2>/dev/null | openssl x509 -noout -serial"}});
    return shown.out;
  };
  const auto before = serial();
  ASSERT_THAT(before, HasSubstr("serial="));
  place.make_certificate(30);
  place.node().signal(SIGHUP);
  EXPECT_TRUE(app::wait_until([&] { return serial() != before; }, seconds{10}));
  const auto renewed = serial();
  write_file(place.certificate(), "not a certificate");
  place.node().signal(SIGHUP);
  usleep(300'000);
  EXPECT_EQ(serial(), renewed) << "a bad certificate must not replace a good one";
  EXPECT_TRUE(place.node().running());
}

class NotifySocket {
 public:
  explicit NotifySocket(const fs::path& path) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("bind");
    chmod(path.c_str(), 0777);
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~NotifySocket() { close(fd_); }
  std::string next() {
    char text[1024];
    const auto size = recv(fd_, text, sizeof text, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
  }

 private:
  int fd_;
};

TEST_F(ServeTest, TheServiceManagerIsTold) {
  NotifySocket notify(place.folder() / "notify");
  place.start_node({{"NOTIFY_SOCKET", (place.folder() / "notify").string()}});
  EXPECT_THAT(notify.next(), HasSubstr("READY=1"))
      << "systemd must not wait for backends that are away";
  place.start_postgres();
  place.start_redis();
  EXPECT_THAT(notify.next(), HasSubstr("STATUS=serving"));
  EXPECT_EQ(place.stop_node(), 0);
  EXPECT_THAT(notify.next(), HasSubstr("STOPPING=1"));
}

}  // namespace
}  // namespace tessera::test
