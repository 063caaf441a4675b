// The verbs that act locally: configuration, migrations, doctor, keys, bootstrap, health.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CommandTest : public ::testing::Test {
 protected:
  void start_backends() {
    place.start_postgres();
    place.start_redis();
  }
  void sql(const std::string& text, const std::string& database = "tessera") {
    run_sql(place.postgres().url("postgres", database), text);
  }
  Place place;
};

TEST_F(CommandTest, ConfigValidateSaysEveryMistakeWithItsLine) {
  EXPECT_EQ(place.tool({"config", "validate"}).code, 0);

  const auto meaning = place.tool({"config", "validate", "--set", "server.public_url=https://a/",
                                   "--set", "database.connections=0", "--set", "log.level=loud"});
  EXPECT_EQ(meaning.code, 2) << "well typed, but no node would start";
  EXPECT_THAT(meaning.err, AllOf(HasSubstr("--server.public_url"), HasSubstr("--log.level"),
                                 HasSubstr("--database.connections")));

  place.set("log.levle", "\"info\"");
  place.set("limits.form", "\"big\"");
  const auto wrong = place.tool({"config", "validate"});
  EXPECT_EQ(wrong.code, 2);
  const auto file = place.config_file().string();
  EXPECT_THAT(wrong.err,
              AllOf(HasSubstr(file + ":"), HasSubstr("log.levle"), HasSubstr("limits.form")));

  write_file(place.config_file(),
             "[server]\npublic_url = \"https://a\"\npublic_url = \"https://b\"\n");
  const auto twice = run_tessera({"config", "validate", "--config", file});
  EXPECT_EQ(twice.code, 2);
  EXPECT_THAT(twice.err, HasSubstr(file + ":3"));
  EXPECT_EQ(run_tessera({"config", "validate", "--config", "/no/such/file.toml"}).code, 2);
}

TEST_F(CommandTest, ConfigShowSaysWhereEachValueComesFromAndHidesSecrets) {
  place.set("redis.password", "\"canary-password\"");
  const auto secret = place.folder() / "owner_url";
  write_file(secret, "postgresql://canary-owner@/x\n", 0600);
  place.set("database.owner_url", "\"\"");
  const std::map<std::string, std::string> environment{
      {"TESSERA_LOG__LEVEL", "warn"}, {"TESSERA_DATABASE__OWNER_URL_FILE", secret.string()}};
  if (const auto user = run_user()) ASSERT_EQ(chown(secret.c_str(), user->uid, user->gid), 0);
  const auto redacted = place.tool(
      {"config", "show", "--effective", "--redact", "--set", "log.access=false"}, environment);
  EXPECT_EQ(redacted.code, 0) << redacted.err;
  EXPECT_THAT(redacted.out,
              AllOf(HasSubstr("level = \"warn\"  # TESSERA_LOG__LEVEL"),
                    HasSubstr("access = false  # --log.access"), HasSubstr("<redacted>"),
                    HasSubstr("TESSERA_DATABASE__OWNER_URL_FILE"), Not(HasSubstr("canary"))));
  EXPECT_THAT(place.tool({"config", "show"}, environment).out,
              AllOf(HasSubstr("canary-password"), HasSubstr("canary-owner")));
}

TEST_F(CommandTest, ConfigSchemaIsJsonThatKnowsTheKeys) {
  const auto run = run_tessera({"config", "schema"});
  EXPECT_EQ(run.code, 0);
  const auto schema = boost::json::parse(run.out).as_object();
  const auto& sections = schema.at("properties").as_object();
  EXPECT_TRUE(
      sections.at("server").as_object().at("properties").as_object().contains("public_url"));
  EXPECT_TRUE(
      sections.at("database").as_object().at("properties").at("url").at("writeOnly").as_bool());
  EXPECT_TRUE(sections.contains("listener"));
}

TEST_F(CommandTest, AnAdminNounExplainsItself) {
  const auto asked = run_tessera({"person", "list", "--help"});
  EXPECT_EQ(asked.code, 0);
  EXPECT_THAT(asked.out, HasSubstr("tessera person list"));
  EXPECT_EQ(run_tessera({"person", "no-such-verb"}).code, 2);
}

TEST_F(CommandTest, MigrateTellsWhatIsToDoAndDoesItOnce) {
  place.start_postgres();
  EXPECT_EQ(place.tool({"migrate", "status"}).code, 0) << "the seed is migrated";
  EXPECT_THAT(place.tool({"migrate", "plan"}).out, HasSubstr("nothing to do"));

  // As docs/operations/deployment.md says.
  const fs::path bootstrap = fs::path(TESSERA_SOURCE_DIR) / "schema" / "bootstrap";
  sql(read_file(bootstrap / "roles.sql"), "postgres");
  sql("create database empty owner tessera_owner template template0 encoding 'UTF8'", "postgres");
  sql(read_file(bootstrap / "database.sql"), "empty");
  place.set("database.owner_url", "\"" + place.postgres().url("tessera_owner", "empty") + "\"");
  const auto status = place.tool({"migrate", "status"});
  EXPECT_EQ(status.code, 3);
  EXPECT_THAT(status.out, AllOf(HasSubstr("0001  pending"), Not(HasSubstr("applied"))));
  const auto plan = place.tool({"migrate", "plan"});
  EXPECT_EQ(plan.code, 3);
  EXPECT_THAT(plan.out, HasSubstr("0001"));
  const auto up = place.tool({"migrate", "up"});
  EXPECT_EQ(up.code, 0) << up.err;
  EXPECT_THAT(up.out, HasSubstr("0001"));
  EXPECT_THAT(place.tool({"migrate", "up"}).out, HasSubstr("0 applied"));
  EXPECT_EQ(place.tool({"migrate", "status"}).code, 0);

  sql("update schema_migration set checksum = repeat('0', 64) where version = 2", "empty");
  const auto altered = place.tool({"migrate", "status"});
  EXPECT_EQ(altered.code, 1);
  EXPECT_THAT(altered.out, HasSubstr("ALTERED"));
  EXPECT_EQ(place.tool({"migrate", "up"}).code, 1);
}

TEST_F(CommandTest, MigrateWithoutTheOwnerSaysSo) {
  place.set("database.owner_url", "\"\"");
  const auto run = place.tool({"migrate", "up"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("database.owner_url"));
}

TEST_F(CommandTest, DoctorFindsNothingWhereNothingIsWrong) {
  start_backends();
  const auto run = place.tool({"doctor"});
  EXPECT_EQ(run.code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, Not(HasSubstr("FAULT")));
}

TEST_F(CommandTest, DoctorFindsPlantedFaultsAndSaysHowToMendThem) {
  start_backends();
  const auto expect_fault = [&](const std::string& what, const std::string& mend) {
    const auto run = place.tool({"doctor"});
    EXPECT_EQ(run.code, 3) << run.out << run.err;
    EXPECT_THAT(run.out, AllOf(HasSubstr("FAULT"), HasSubstr(what), HasSubstr(mend)));
  };
  fs::permissions(place.private_key(), fs::perms(0644));
  expect_fault(place.private_key().string() + " can be read by others", "chmod 0600");
  fs::permissions(place.private_key(), fs::perms(0600));

  const auto redis_url = "\"" + place.redis().url() + "\"";
  place.set("redis.url", "\"unix:/no/such/redis.sock\"");
  expect_fault("Redis cannot be reached", "redis.url");
  place.set("redis.url", redis_url);
  const auto socket = place.redis().url().substr(5);
  const auto redis_cli = [&](std::vector<std::string> args) {
    args.insert(args.begin(), {"/usr/bin/redis-cli", "-s", socket});
    ASSERT_EQ(run_program({.argv = args}).code, 0);
  };
  redis_cli({"CONFIG", "SET", "appendonly", "no"});
  expect_fault("append-only", "appendonly yes");
  redis_cli({"CONFIG", "SET", "appendonly", "yes"});
  redis_cli({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  expect_fault("evict", "noeviction");
  redis_cli({"CONFIG", "SET", "maxmemory-policy", "noeviction"});

  const auto database_url = "\"" + place.database_url("tessera_app") + "\"";
  place.set("database.url", "\"" + place.database_url("postgres") + "\"");
  expect_fault("superuser", "tessera_app");
  place.set("database.url", "\"host=/no/such/folder dbname=tessera user=tessera_app\"");
  expect_fault("PostgreSQL cannot be reached", "database.url");
  place.set("database.url", database_url);
  EXPECT_EQ(place.tool({"doctor"}).code, 0) << "all is mended";
}

TEST_F(CommandTest, DoctorLooksAtTheMasterKey) {
  start_backends();
  fs::permissions(place.master_key(), fs::perms(0644));
  const auto open_to_all = place.tool({"doctor"});
  EXPECT_EQ(open_to_all.code, 3);
  EXPECT_THAT(open_to_all.out, AllOf(HasSubstr("can be read by others"), HasSubstr("chmod 0600")));
  fs::permissions(place.master_key(), fs::perms(0600));

  auto text = read_file(place.master_key());
  const auto digit = text.find_first_of("0123456789abcdef");
  text[digit] = text[digit] == '0' ? '1' : '0';
  write_file(place.master_key(), text, 0600);
  const auto other = place.tool({"doctor"});
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.out, AllOf(HasSubstr("FAULT"), HasSubstr("master key"), HasSubstr("restore")));
}

TEST_F(CommandTest, DoctorLooksAtTheCertificate) {
  start_backends();
  place.make_certificate(-1);
  const auto expired = place.tool({"doctor"});
  EXPECT_EQ(expired.code, 3);
  EXPECT_THAT(expired.out, AllOf(HasSubstr("expired"), HasSubstr("renew")));
  place.make_certificate(10);
  EXPECT_THAT(place.tool({"doctor"}).out, AllOf(HasSubstr("warning"), HasSubstr("three weeks")));
  const auto certificate = read_file(place.certificate());
  place.make_certificate(100);
  write_file(place.certificate(), certificate);
  const auto apart = place.tool({"doctor"});
  EXPECT_EQ(apart.code, 3);
  EXPECT_THAT(apart.out, HasSubstr("do not belong together"));
}

TEST_F(CommandTest, KeysListShowsTheSigningKeys) {
  start_backends();
  const auto run = place.tool({"keys", "list"});
  EXPECT_EQ(run.code, 0) << run.err;
  for (const char* word : {"RS256", "ES256", "active"}) EXPECT_THAT(run.out, HasSubstr(word));
  EXPECT_THAT(run.out, Not(HasSubstr("PRIVATE")));
}

TEST_F(CommandTest, BootstrapPrintsAnInvitationLinkThatDiffersEachTime) {
  start_backends();
  const auto first = place.tool({"bootstrap", "admin"});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, testing::StartsWith(place.url() + "/"));
  const auto second = place.tool({"bootstrap", "admin"});
  EXPECT_NE(first.out, second.out);
}

TEST_F(CommandTest, HealthcheckIsForContainers) {
  const auto away = run_tessera({"healthcheck", "--url", place.management()});
  EXPECT_EQ(away.code, 1);
  EXPECT_THAT(away.err, HasSubstr(place.management()));
  start_backends();
  place.start_node();
  ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err();
  EXPECT_EQ(run_tessera({"healthcheck", "--url", place.management()}).code, 0);
  place.kill_redis();
  EXPECT_TRUE([&] {
    for (int i = 0; i < 60; ++i) {
      const auto run = run_tessera({"healthcheck", "--url", place.management()});
      if (run.code == 1) return run.err.find("redis") != std::string::npos;
      usleep(100'000);
    }
    return false;
  }());
}

TEST_F(CommandTest, WrongArgumentsAreErrorsOfUsage) {
  for (const std::vector<std::string>& args : {std::vector<std::string>{},
                                               {"no-such-verb"},
                                               {"migrate"},
                                               {"dev", "--no-such-flag"},
                                               {"keys", "not-before"}}) {
    EXPECT_EQ(run_tessera(args).code, 2);
  }
  const auto version = run_tessera({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, testing::ContainsRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace tessera::test
