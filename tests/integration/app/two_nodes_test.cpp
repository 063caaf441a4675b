// Two server processes on one database and one Redis: what ends on one has ended on the other.
#include <regex>

#include <gmock/gmock.h>

#include "app/cluster/child.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace {

// Requirements 4.6: wherever it is asked.
constexpr auto kEverywhereWithin = seconds{5};

class TwoNodesTest : public ::testing::Test {
 protected:
  void start_both() {
    place.start_postgres();
    place.start_redis();
    place.start_node();
    ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err();
    const auto port = free_port();
    const auto management = free_port();
    auto text = std::regex_replace(read_file(place.config_file()),
                                   std::regex("address = \"localhost:[0-9]+\""),
                                   "address = \"localhost:" + std::to_string(port) + "\"");
    text = std::regex_replace(text, std::regex("address = \"127.0.0.1:[0-9]+\""),
                              "address = \"127.0.0.1:" + std::to_string(management) + "\"");
    text = std::regex_replace(text, std::regex("tessera[.]log"), "second.log");
    const auto config = place.folder() / "second.toml";
    write_file(config, text);
    second_ = std::make_unique<Program>(
        ProgramSpec{.argv = {tessera_binary(), "serve", "--config", config.string()},
                    .environment = {},
                    .user = run_user()});
    Browser probe("http://127.0.0.1:" + std::to_string(management), "");
    ASSERT_TRUE(
        app::wait_until([&] { return probe.get("/health/ready").status == 200; }, seconds{60}))
        << second_->err();
    other = std::make_unique<Browser>("https://localhost:" + std::to_string(port),
                                      place.demo().ca_file);
  }
  // As the balancer in front of both would send it.
  Answer at_other(const std::string& path, Fields headers = {}) {
    headers.emplace_back("Host", place.url().substr(8));
    return other->send(path, {.headers = std::move(headers)});
  }

  Place place;
  OneTimeCodes codes;
  std::unique_ptr<Browser> other;

 private:
  std::unique_ptr<Program> second_;
};

TEST_F(TwoNodesTest, ADeviceThatIsReportedLostHasNoAccessAnywhere) {
  ASSERT_NO_FATAL_FAILURE(start_both());
  const auto& ada = place.demo().person("ada");
  const auto& portal = place.demo().client("portal");
  const auto browser = place.browser();
  const auto authorization = authorize(*browser, portal, ada, codes, "openid email offline_access");
  ASSERT_NE(authorization.code, "") << authorization.last.status << authorization.last.body;
  const auto tokens = redeem(*browser, portal, authorization);
  ASSERT_EQ(tokens.status, 200) << tokens.body;
  const Fields bearer{{"Authorization", "Bearer " + json_text(tokens.body, "access_token")}};
  other->add_cookies(browser->cookies());
  ASSERT_EQ(at_other("/account").status, 200);
  ASSERT_EQ(at_other("/oauth2/userinfo", bearer).status, 200);

  const auto page = browser->get("/account/lost");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(page.body, found, std::regex("id=\"(lost-form-[^\"]+)\"")))
      << page.status << page.header("location");
  const auto form = find_form(page.body, found[1].str());
  ASSERT_TRUE(form);
  const auto begin = std::chrono::steady_clock::now();
  const auto reported = browser->post(form->action, fill(*form, {}));
  EXPECT_EQ(reported.status, 200) << reported.body;
  EXPECT_EQ(at_other("/account").status, 303) << "with the answer, not only soon after it";
  EXPECT_TRUE(app::wait_until([&] { return at_other("/oauth2/userinfo", bearer).status == 401; },
                              kEverywhereWithin));
  const auto took = std::chrono::steady_clock::now() - begin;
  RecordProperty("everywhere_ms", static_cast<int>(took / milliseconds{1}));
  EXPECT_LT(took, kEverywhereWithin);
  EXPECT_EQ(refresh(*browser, portal, json_text(tokens.body, "refresh_token")).status, 400);
}

}  // namespace
}  // namespace tessera::test
