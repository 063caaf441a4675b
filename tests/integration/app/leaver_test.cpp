// The end of a service, on two nodes: without a hand's turn nothing of it works after five seconds
// (requirements 4.4, staff variant).
#include <filesystem>

#include <gtest/gtest.h>

#include "app/cluster/child.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace {

constexpr auto kLimit = seconds{5};

std::string with(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

TEST(Leaver, HasNoSessionNoTokenAndNoRoleFiveSecondsAfterTheEndOnAnyNode) {
  Place place;
  place.start_postgres();
  place.start_redis();
  place.start_node();
  ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err() << read_file(place.log_file());
  const auto port = std::to_string(free_port());
  const auto management = std::to_string(free_port());
  const auto config = place.folder() / "second.toml";
  auto text = read_file(place.config_file());
  text = with(text, "address = \"localhost" + place.url().substr(place.url().rfind(':')),
              "address = \"localhost:" + port);
  text = with(text, "127.0.0.1" + place.management().substr(place.management().rfind(':')),
              "127.0.0.1:" + management);
  write_file(config, with(text, "tessera.log", "second.log"));
  Program second({.argv = {tessera_binary(), "serve", "--config", config.string()},
                  .environment = {},
                  .user = run_user()});
  const auto second_ready = [&] {
    Browser probe("http://127.0.0.1:" + management, "");
    return probe.get("/health/ready").status == 200;
  };
  ASSERT_TRUE(app::wait_until([&] { return second_ready() || !second.running(); }, seconds{60}));
  ASSERT_TRUE(second.running()) << second.err() << text;

  OneTimeCodes codes;
  const auto& rita = place.demo().person("rita");
  const auto browser = place.browser();
  ASSERT_TRUE(sign_in(*browser, rita, codes).done);
  const auto& portal = place.demo().client("portal");
  const auto grant = authorize(*browser, portal, rita, codes, "openid offline_access");
  ASSERT_NE(grant.code, "") << grant.last.status << grant.last.body;
  const auto backend = place.browser();
  const auto tokens = redeem(*backend, portal, grant);
  ASSERT_EQ(tokens.status, 200) << tokens.body;
  // A cookie counts on either node; the second one is asked under the name of both.
  Browser other("https://localhost:" + port, place.demo().ca_file);
  other.add_cookies(browser->cookies());
  const RequestSpec visit{
      .headers = {{"Host", place.url().substr(std::string("https://").size())}}};
  EXPECT_EQ(browser->get("/account").status, 200);
  EXPECT_EQ(other.send("/account", visit).status, 200);

  const auto sql = [&](const std::string& text) {
    return run_sql(place.database_url("postgres"), text);
  };
  const auto of = " = '" + rita.id + "'";
  // The end comes while both nodes run; nobody does anything.
  sql("update affiliation set ends = now() + interval '2 seconds' where superseded is null and "
      "person" +
      of);
  const auto ended = std::chrono::steady_clock::now() + seconds{2};
  const auto gone = [&] {
    if (std::chrono::steady_clock::now() < ended) return false;
    const bool signed_out =
        browser->get("/account").status != 200 && other.send("/account", visit).status != 200;
    const bool no_role =
        sql("select 1 from role_grant where revoked is null and person" + of).empty();
    const bool no_grant =
        sql("select 1 from oauth_grant where revoked is null and person" + of).empty();
    return signed_out && no_role && no_grant;
  };
  EXPECT_TRUE(app::wait_until(gone, kLimit + seconds{2}));
  const auto took = std::chrono::steady_clock::now() - ended;
  RecordProperty("leaver_ms", static_cast<int>(took / milliseconds{1}));
  EXPECT_LT(took, kLimit);
  EXPECT_NE(refresh(*backend, portal, json_text(tokens.body, "refresh_token")).status, 200);
}

}  // namespace
}  // namespace tessera::test
