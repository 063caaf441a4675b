// Plants names, mails, passwords, secrets, tokens and cookies through real requests and then
// searches all that stays behind: our logs, those of the databases, tables, WAL and the append-only
// file of Redis.
#include <array>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>

#include <tessera/base/bytes.hpp>
#include <tessera/codec/base64url.hpp>

#include "app/cluster/child.hpp"
#include "tests/support/applicant.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

// Base64 of a text that begins at any of the three places of a group: the characters that are
// certain.
std::string base64_at(const std::string& text, std::size_t offset) {
  const auto encoded = codec::to_base64url(as_bytes(std::string(offset, 'x') + text));
  const auto first = (offset * 8 + 5) / 6;
  const auto last = (offset + text.size()) * 8 / 6;
  return encoded.substr(first, last - first);
}

std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}
std::string upper(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Every spelling of every canary, found in one pass by its first two bytes.
class Needles {
 public:
  void add(const std::string& name, const std::string& canary) {
    ASSERT_GE(canary.size(), 8U) << name << " is too short to be told from chance";
    std::set<std::string> spellings{canary, lower(canary), to_hex(as_bytes(canary)),
                                    upper(to_hex(as_bytes(canary)))};
    for (std::size_t offset = 0; offset < 3; ++offset) {
      auto spelling = base64_at(canary, offset);
      spellings.insert(spelling);
      for (auto& c : spelling) c = c == '-' ? '+' : c == '_' ? '/' : c;
      spellings.insert(spelling);
    }
    for (const auto& spelling : spellings)
      by_start_[start_of(spelling.data())].push_back({name, spelling});
  }
  [[nodiscard]] std::set<std::string> found_in(const std::string& data) const {
    std::set<std::string> found;
    for (std::size_t i = 0; i + 1 < data.size(); ++i) {
      const auto& here = by_start_[start_of(data.data() + i)];
      if (here.empty()) continue;
      for (const auto& [name, spelling] : here) {
        if (data.compare(i, spelling.size(), spelling) == 0) found.insert(name + " as " + spelling);
      }
    }
    return found;
  }

 private:
  struct Needle {
    std::string name;
    std::string spelling;
  };
  static std::size_t start_of(const char* bytes) {
    return static_cast<unsigned char>(bytes[0]) * std::size_t{256} +
           static_cast<unsigned char>(bytes[1]);
  }
  std::vector<std::vector<Needle>> by_start_{65536};
};

std::vector<std::string> found_under(const fs::path& root, const Needles& needles) {
  std::vector<std::string> out;
  std::error_code ec;
  const auto look = [&](const fs::path& file) {
    for (const auto& what : needles.found_in(read_file(file)))
      out.push_back(file.string() + ": " + what);
  };
  if (fs::is_regular_file(root)) look(root);
  for (fs::recursive_directory_iterator at(root, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->is_regular_file(ec)) look(at->path());
  }
  return out;
}

TEST(NeedlesTest, FindsEverySpelling) {
  Needles needles;
  needles.add("it", "Canary-Value?~");
  for (const std::string text :
       {"xxCanary-Value?~x", "canary-value?~", "43616e6172792d56616c75653f7e",
        "43616E6172792D56616C75653F7E", "Q2FuYXJ5LVZhbHVlP34=", "eENhbmFyeS1WYWx1ZT9+",
        "eHhDYW5hcnktVmFsdWU/fg==", "eHhDYW5hcnktVmFsdWU_fg"}) {
    EXPECT_EQ(needles.found_in("before " + text + " after").size(), 1U) << text;
  }
  EXPECT_TRUE(needles.found_in("Canary-Value").empty());
}

class CanaryTest : public ::testing::Test {
 protected:
  void plant_enrolment() {
    const auto browser = place.browser();
    const auto page = apply_up_to_evidence(*browser, place.folder() / "outbox",
                                           {kMail, kName, kStreet, kDocument});
    ASSERT_THAT(page.url, testing::HasSubstr("/enrol/evidence")) << page.status << page.body;
    for (const auto& [name, canary] : {std::pair{"mail", kMail},
                                       {"name", kName},
                                       {"street", kStreet},
                                       {"document", kDocument}}) {
      needles.add(std::string("applicant's ") + name, canary);
    }
    plant_cookies(*browser, "applicant's ");
  }
  void plant_cookies(Browser& browser, const std::string& whose) {
    for (const auto& cookie : browser.cookies()) {
      const auto value = cookie.substr(cookie.rfind('\t') + 1);
      const auto before = cookie.substr(0, cookie.rfind('\t'));
      const auto name = before.substr(before.rfind('\t') + 1);
      // The last 20 characters: the beginning may be an id, which is no secret.
      if (value.size() >= 40) needles.add(whose + name, value.substr(value.size() - 20));
    }
  }
  void plant_sign_in() {
    const auto& demo = place.demo();
    const auto& ada = demo.person("ada");
    const auto& portal = demo.client("portal");
    const auto browser = place.browser();
    const auto authorization = authorize(*browser, portal, ada, codes,
                                         "openid profile email phone address offline_access");
    ASSERT_NE(authorization.code, "") << authorization.last.status << authorization.last.body;
    const auto tokens = redeem(*browser, portal, authorization);
    ASSERT_EQ(tokens.status, 200) << tokens.body;
    const auto access = json_text(tokens.body, "access_token");
    const auto userinfo =
        browser->send("/oauth2/userinfo", {.headers = {{"Authorization", "Bearer " + access}}});
    EXPECT_EQ(userinfo.status, 200) << userinfo.body;
    ASSERT_THAT(userinfo.body, testing::HasSubstr("Lindqvist"));
    const auto refreshed = refresh(*browser, portal, json_text(tokens.body, "refresh_token"));
    (void)browser->post("/oauth2/introspect", {{"token", access}}, portal.basic());
    (void)browser->post("/oauth2/revoke", {{"token", access}}, portal.basic());
    (void)browser->get("/account/activity");

    needles.add("password", ada.password);
    needles.add("one-time code secret", ada.totp_secret);
    needles.add("one-time code secret, bytes", base32_bytes(ada.totp_secret));
    needles.add("client secret", portal.client_secret);
    needles.add("code", authorization.code);
    needles.add("code verifier", authorization.verifier);
    needles.add("access token", access.substr(access.rfind('.') + 1));
    needles.add("ID token", json_text(tokens.body, "id_token")
                                .substr(json_text(tokens.body, "id_token").rfind('.') + 1));
    needles.add("refresh token", json_text(tokens.body, "refresh_token"));
    needles.add("next refresh token", json_text(refreshed.body, "refresh_token"));
    for (const char* value : {"Ada Maria Lindqvist", "Lindqvist", "ada@mail.example",
                              "+44 20 7946 0001", "12 Mill Lane", "P4711001", "1987-12-10"}) {
      needles.add(value, value);
    }
    plant_cookies(*browser, "");
  }
  // What a clumsy or hostile client sends in wrong places.
  void plant_mistakes() {
    const auto browser = place.browser();
    const auto page = browser->follow(browser->get("/account"));
    (void)submit_form(
        *browser, page, "sign-in",
        {{"username", "canary.login.name"}, {"current-password", "canary typed password"}});
    (void)browser->get(
        "/oauth2/"
        "authorize?client_id=canary-client-id&access_token=canary-query-token&login_hint=canary."
        "hint@mail.example");
    (void)browser->get("/no/such/canary-path-segment?q=canary-query-value");
    (void)browser->send("/oauth2/userinfo",
                        {.headers = {{"Authorization", "Bearer canary-bearer-token"},
                                     {"Cookie", "x=canary-cookie-value"},
                                     {"Referer", "https://portal.example/?canary-referer-value"}}});
    (void)browser->post(
        "/oauth2/token",
        {{"grant_type", "refresh_token"}, {"refresh_token", "tsr_canary-refresh-token"}},
        "canary-user:canary-basic-secret");
    (void)browser->post("/oauth2/token", {{"grant_type", "password"},
                                          {"username", "canary-ropc-user"},
                                          {"password", "canary-ropc-password"}});
    for (const char* canary : {"canary.login.name", "canary typed password", "canary-query-token",
                               "canary.hint@mail.example", "canary-path-segment",
                               "canary-query-value", "canary-bearer-token", "canary-cookie-value",
                               "canary-referer-value", "tsr_canary-refresh-token",
                               "canary-basic-secret", "canary-ropc-user", "canary-ropc-password"}) {
      needles.add(canary, canary);
    }
  }

  static constexpr const char* kMail = "quetzalcoatlus.canary@mail.example";
  static constexpr const char* kName = "Xaverine Quetzalcoatlus";
  static constexpr const char* kStreet = "77 Ornithopter Crescent";
  static constexpr const char* kDocument = "QZX990017742";
  Place place;
  OneTimeCodes codes;
  Needles needles;
};

TEST_F(CanaryTest, NothingPersonalOrSecretStaysInTheClear) {
  place.set("log.level", "\"debug\"");
  place.start_postgres();
  place.start_redis();
  place.start_node();
  ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err();
  ASSERT_NO_FATAL_FAILURE(plant_sign_in());
  ASSERT_NO_FATAL_FAILURE(plant_enrolment());
  plant_mistakes();
  // An error of a backend must not spill what it was given.
  place.kill_redis();
  const auto browser = place.browser();
  (void)browser->post("/oauth2/token", {{"grant_type", "refresh_token"},
                                        {"refresh_token", "tsr_canary-refresh-token"}});
  place.start_redis();
  ASSERT_TRUE(place.wait_ready(seconds{20}));
  run_sql(place.database_url("postgres"), "checkpoint");
  ASSERT_EQ(place.stop_node(), 0);

  Needles control;
  control.add("a portal's name, which is public", "Parking permits");
  EXPECT_FALSE(found_under(place.data() / "postgres", control).empty())
      << "the search does not see the tables";
  EXPECT_GT(read_file(place.log_file()).size(), 1000U) << "nothing was logged";
  for (const auto& where :
       {place.log_file(), place.data() / "postgres", place.data() / "redis",
        place.folder() / "postgres.log", place.folder() / "redis.log", place.data() / "log"}) {
    EXPECT_THAT(found_under(where, needles), testing::IsEmpty());
  }
  EXPECT_THAT(needles.found_in(place.node().out() + place.node().err()), testing::IsEmpty());
}

}  // namespace
}  // namespace tessera::test
