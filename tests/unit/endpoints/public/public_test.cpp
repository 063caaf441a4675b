#include <fstream>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <tessera/http/router.hpp>

#include "endpoints/public/error_pages.hpp"
#include "endpoints/public/routes.hpp"

namespace tessera::endpoints {
namespace {

// The cookie "anna" is that of a session, whatever else is not.
class OneSession final : public authn::SessionService {
 public:
  static constexpr Uuid kAnna{{1}};
  Task<std::optional<authn::Session>> load(std::string_view cookie, TimePoint) override {
    if (cookie != "anna") co_return std::nullopt;
    co_return authn::Session{.person = kAnna};
  }
  Task<bool> is_live(const Uuid&, TimePoint) override { co_return false; }
  Task<std::vector<authn::Session>> list(const Uuid&) override {
    co_return std::vector<authn::Session>{};
  }
  Task<bool> end(const Uuid&, const Uuid&, std::string, const RequestContext&) override {
    co_return false;
  }
  Task<int> end_all(const Uuid&, std::optional<Uuid>, std::string, const RequestContext&) override {
    co_return 0;
  }
  Task<int> end_by_staff(const Uuid&, std::optional<Uuid>, authn::EndedByStaff,
                         const RequestContext&) override {
    co_return 0;
  }
};

class FakeLanguages final : public people::LanguageStore {
 public:
  Task<bool> save_language(const Uuid& person, std::string_view locale, TimePoint,
                           std::vector<audit::Event> events) override {
    EXPECT_EQ(person, OneSession::kAnna);
    EXPECT_EQ(events.at(0).type, "person.language_chosen");
    EXPECT_EQ(events.at(0).actor, person);
    saved.emplace_back(locale);
    co_return true;
  }
  std::vector<std::string> saved;
};

class PublicTest : public testing::Test {
 protected:
  PublicTest() {
    std::filesystem::create_directories(folder_);
    add_public_routes(router_, {web_, languages_, folder_});
  }
  ~PublicTest() override { std::filesystem::remove_all(folder_); }

  http::Response get(const std::string& path, const std::string& query = {},
                     std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Request request{.path = path, .query = query, .headers = std::move(headers)};
    const auto match = router_.find(http::Method::get, path);
    EXPECT_NE(match.route, nullptr) << path;
    request.params = match.params;
    boost::asio::io_context io;
    http::Response response;
    boost::asio::co_spawn(io, match.route->handler(request),
                          [&](std::exception_ptr error, http::Response got) {
                            if (error) std::rethrow_exception(error);
                            response = std::move(got);
                          });
    io.run();
    return response;
  }

  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tessera-outbox-" + std::to_string(getpid()));
  OneSession sessions_;
  FakeLanguages languages_;
  ui::Renderer renderer_;
  crypto::KeyringHolder keyring_{
      std::make_shared<const crypto::Keyring>(std::vector<crypto::PurposeKey>{
          {.id = 1, .purpose = std::string(crypto::kPurposeCookie), .key = Secret(Bytes(32, 7))}})};
  FakeClock clock_;
  SeededRandom random_{1};
  Web web_{sessions_, renderer_, keyring_, clock_, random_, "https://login.example"};
  http::Router router_;
};

TEST_F(PublicTest, StartPageLeadsToSignInAndEnrolment) {
  const auto page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("id=\"start-sign-in\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/enrol\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/dev/outbox\""), std::string::npos);
}

TEST_F(PublicTest, OnlyADevelopmentServerHasAnOutbox) {
  http::Router plain;
  add_public_routes(plain, {web_, languages_, std::nullopt});
  EXPECT_EQ(plain.find(http::Method::get, "/dev/outbox").route, nullptr);
  EXPECT_NE(plain.find(http::Method::get, "/").route, nullptr);
}

TEST_F(PublicTest, AssetsAreKeptForEverAndRevalidated) {
  const auto path = renderer_.asset_path("app.css");
  const auto css = get(path);
  EXPECT_EQ(css.status, 200);
  EXPECT_EQ(header(css, "Content-Type"), "text/css; charset=utf-8");
  EXPECT_NE(header(css, "Cache-Control").find("immutable"), std::string::npos);
  const auto again = get(path, {}, {{"if-none-match", "\"x\", " + header(css, "ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(get(path, {}, {{"if-none-match", "\"x\""}}).status, 200);
  EXPECT_EQ(get("/assets/0000000000000000/app.css").status, 404);
}

TEST_F(PublicTest, AssetsAreCompressedForWhoTakesThat) {
  const auto path = renderer_.asset_path("app.css");
  const auto plain = get(path);
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  const auto zipped = get(path, {}, {{"accept-encoding", "br, gzip"}});
  EXPECT_EQ(header(zipped, "Content-Encoding"), "gzip");
  EXPECT_TRUE(zipped.body.starts_with("\x1f\x8b"));
  EXPECT_LT(zipped.body.size() * 4, plain.body.size());
  EXPECT_EQ(header(get(path, {}, {{"accept-encoding", "gzip;q=0"}}), "Content-Encoding"), "");
  EXPECT_EQ(header(get(renderer_.asset_path("icon.svg"), {}, {{"accept-encoding", "gzip"}}),
                   "Content-Encoding"),
            "");
}

TEST_F(PublicTest, AChosenLanguageIsRememberedAndLeadsBack) {
  const auto chosen = get("/language/de", "return=%2Faccount%3Fa%3Db");
  EXPECT_EQ(chosen.status, 303);
  EXPECT_EQ(header(chosen, "Location"), "/account?a=b");
  EXPECT_TRUE(header(chosen, "Set-Cookie").starts_with("__Host-locale=de;"));
  for (const auto* elsewhere :
       {"return=https%3A%2F%2Fevil.example", "return=%2F%2Fevil.example", "return=%5C", ""}) {
    EXPECT_EQ(header(get("/language/de", elsewhere), "Location"), "/") << elsewhere;
  }
  EXPECT_EQ(get("/language/xx").status, 404);
  EXPECT_EQ(get("/language/ar-XB").status, 404);
}

TEST_F(PublicTest, AChoiceOfWhoIsSignedInIsKeptOnTheAccountUnlessAnotherSiteMadeIt) {
  const auto choose = [&](std::vector<std::pair<std::string, std::string>> headers) {
    languages_.saved.clear();
    EXPECT_EQ(get("/language/de", {}, std::move(headers)).status, 303);
    return languages_.saved == std::vector<std::string>{"de"};
  };
  const std::pair<std::string, std::string> session{"cookie", "__Host-session=anna"};
  EXPECT_TRUE(choose({session, {"sec-fetch-site", "same-origin"}}));
  EXPECT_TRUE(choose({session, {"sec-fetch-site", "none"}}));
  EXPECT_TRUE(choose({session, {"referer", "https://login.example/account"}}));
  EXPECT_FALSE(choose({session, {"sec-fetch-site", "cross-site"}}));
  EXPECT_FALSE(choose({session, {"sec-fetch-site", "same-site"}}));
  EXPECT_FALSE(choose({session, {"referer", "https://login.example.evil.test/"}}));
  EXPECT_FALSE(choose({session}));
  EXPECT_FALSE(choose({{"sec-fetch-site", "same-origin"}}));
}

TEST_F(PublicTest, OutboxShowsMailsAndNothingElseOfTheDisk) {
  EXPECT_NE(get("/dev/outbox").body.find("outbox-empty"), std::string::npos);
  std::ofstream(folder_ / "1.eml")
      << "To: a@b.example\r\nSubject: Code <1>\r\n\r\nhttps://login.example/enrol?x=1\r\n";
  std::ofstream(folder_ / "secret.txt") << "secret";
  const auto list = get("/dev/outbox");
  EXPECT_NE(list.body.find("Code &lt;1&gt;"), std::string::npos);
  EXPECT_NE(list.body.find("/dev/outbox/1.eml"), std::string::npos);
  const auto mail = get("/dev/outbox/1.eml");
  EXPECT_NE(mail.body.find("href=\"https://login.example/enrol?x=1\""), std::string::npos);
  for (const auto* bad : {"/dev/outbox/secret.txt", "/dev/outbox/2.eml", "/dev/outbox/.eml"}) {
    EXPECT_EQ(get(bad).status, 404) << bad;
  }
}

TEST_F(PublicTest, ErrorPagesSpeakTheLanguageAndNameTheRequest) {
  const auto page = make_error_page(renderer_);
  RequestContext context;
  context.locale = "de";
  const auto html = page(503, "backend.away", context);
  EXPECT_NE(html.find("lang=\"de\""), std::string::npos);
  EXPECT_NE(html.find("data-status=\"503\" data-error=\"backend.away\""), std::string::npos);
  EXPECT_NE(html.find("00000000-0000-0000-0000-000000000000"), std::string::npos);
  EXPECT_NE(page(418, "x", {}).find("error"), std::string::npos);
  EXPECT_EQ(page(418, "x", {}).find("error.418"), std::string::npos);
}

}  // namespace
}  // namespace tessera::endpoints
