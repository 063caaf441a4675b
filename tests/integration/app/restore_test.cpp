// Backup and restore as docs/operations/backup.md says: pg_basebackup of a running database, the
// master key kept apart, an empty Redis, and the mark that refuses what was issued before it.
#include <filesystem>

#include <gmock/gmock.h>

#include "app/cluster/child.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

class RestoreTest : public ::testing::Test {
 protected:
  void start() {
    place.start_postgres();
    place.start_redis();
    start_node();
  }
  void start_node() {
    place.start_node();
    ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err() << read_file(place.log_file());
  }
  void back_up() {
    const auto run =
        run_program({.argv = {"/usr/lib/postgresql/15/bin/pg_basebackup", "--dbname",
                              place.database_url("postgres"), "--pgdata", backup().string(),
                              "--wal-method", "stream", "--checkpoint", "fast", "--no-sync"},
                     .user = run_user()},
                    seconds{120});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  // What was in the databases is gone; the backup takes its place.
  void restore() {
    ASSERT_EQ(place.stop_node(), 0);
    place.redis().stop();
    place.postgres().stop();
    fs::remove_all(place.data() / "redis");
    fs::remove_all(place.data() / "postgres");
    ASSERT_EQ(run_program({.argv = {"/bin/cp", "-a", backup().string(),
                                    (place.data() / "postgres").string()}})
                  .code,
              0);
    place.start_postgres();
    place.start_redis();
  }
  [[nodiscard]] fs::path backup() const { return place.folder() / "backup"; }

  Place place;
  OneTimeCodes codes;
};

TEST_F(RestoreTest, TheMarkRefusesWhatWasIssuedBeforeIt) {
  ASSERT_NO_FATAL_FAILURE(start());
  const auto& portal = place.demo().client("portal");
  const auto& ada = place.demo().person("ada");
  const auto browser = place.browser();
  const auto first = authorize(*browser, portal, ada, codes, "openid profile offline_access");
  const auto tokens = redeem(*browser, portal, first);
  const auto refresh_token = json_text(tokens.body, "refresh_token");
  ASSERT_NE(refresh_token, "") << tokens.body;
  const auto unused = authorize(*browser, portal, ada, codes, "openid profile");
  ASSERT_NE(unused.code, "");

  // A head that is kept with the backup.
  const auto head_file = place.folder() / "head.json";
  const auto event_of_the_token = [&] {
    return run_sql(place.database_url("postgres"),
                   "select 1 from journal_leaf l join journal_event e on e.id = l.event_id where "
                   "e.type = 'token.issued'");
  };
  ASSERT_TRUE(app::wait_until([&] { return !event_of_the_token().empty(); }, seconds{20}))
      << "the journal is not sequenced";
  ASSERT_TRUE(app::wait_until(
      [&] {
        const auto head = browser->get("/audit/head");
        write_file(head_file, head.body);
        return head.status == 200;
      },
      seconds{10}));
  ASSERT_NO_FATAL_FAILURE(back_up());

  // Without the mark a restore would revive them: this is what the mark is for.
  ASSERT_NO_FATAL_FAILURE(restore());
  ASSERT_NO_FATAL_FAILURE(start_node());
  EXPECT_EQ(browser->get("/account").status, 200);

  ASSERT_NO_FATAL_FAILURE(restore());
  EXPECT_EQ(place.tool({"migrate", "status"}).code, 0);
  const auto marked = place.tool({"keys", "not-before", "--now"});
  ASSERT_EQ(marked.code, 0) << marked.err;
  EXPECT_EQ(place.tool({"doctor"}).code, 0);
  ASSERT_NO_FATAL_FAILURE(start_node());

  const auto account = browser->get("/account");
  EXPECT_TRUE(account.redirects()) << "the old session works: " << account.status;
  const auto refreshed = refresh(*browser, portal, refresh_token);
  EXPECT_EQ(refreshed.status, 400) << refreshed.body;
  EXPECT_EQ(json_text(refreshed.body, "error"), "invalid_grant");
  EXPECT_EQ(redeem(*browser, portal, unused).status, 400) << "the old code works";
  // Old access tokens live for minutes, but say nothing about a person any more.
  const auto userinfo = browser->send(
      "/oauth2/userinfo",
      {.headers = {{"Authorization", "Bearer " + json_text(tokens.body, "access_token")}}});
  EXPECT_EQ(userinfo.status, 401) << userinfo.body;

  const auto again = place.browser();
  const auto fresh = authorize(*again, portal, ada, codes, "openid profile offline_access");
  const auto fresh_tokens = redeem(*again, portal, fresh);
  ASSERT_EQ(fresh_tokens.status, 200) << fresh.last.status << fresh_tokens.body;
  EXPECT_EQ(refresh(*again, portal, json_text(fresh_tokens.body, "refresh_token")).status, 200);
  EXPECT_EQ(again->get("/account").status, 200);

  const auto verified = place.tool({"audit", "verify", "--head", head_file.string()});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace tessera::test
