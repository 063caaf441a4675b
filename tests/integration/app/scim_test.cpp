// /scim/v2 of the built program over HTTPS: an HR system with a bearer and one with an access
// token, and the civil servant whose session ends with the answer.
#include <filesystem>

#include <gmock/gmock.h>

#include <tessera/codec/rfc3339.hpp>

#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

class ScimServerTest : public ::testing::Test {
 protected:
  ScimServerTest() : server_({.data = folder_.path() / "data"}) {
    Seed::instance().copy_to(folder_.path() / "data");
    server_.start();
    demo_ = server_.demo();
    hr_ = std::make_unique<Browser>(server_.url(), demo_.ca_file);
  }
  Finished admin(std::vector<std::string> words) {
    const auto url = database_url(server_.data(), "x");
    const auto folder = url.substr(5, url.find(' ') - 5);
    words.insert(words.begin(), tessera_binary());
    words.push_back("--socket=" + folder + "/admin.sock");
    return run_program({.argv = words});
  }
  // The members of an answer, as the command line shows them: "name: value".
  static std::string shown(const Finished& run, const std::string& name) {
    const auto at = ("\n" + run.out).find("\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 2;
    return run.out.substr(begin, run.out.find('\n', begin) - begin);
  }
  Answer scim(const std::string& method, const std::string& path, const std::string& body = {},
              const std::string& token = {}) {
    RequestSpec spec{.method = method,
                     .headers = {{"Authorization", "Bearer " + (token.empty() ? bearer_ : token)}}};
    if (!body.empty()) {
      spec.headers.emplace_back("Content-Type", "application/scim+json");
      spec.body = body;
    }
    return hr_->send("/scim/v2" + path, spec);
  }
  void connect() {
    const auto made =
        admin({"client", "create", "name=HR", "owner=City", "contacts=hr@city.example",
               "application_type=machine", "grant_types=client_credentials",
               "redirect_uris=", "audiences=" + server_.url() + "/scim/v2",
               "scopes=scim:users.read,scim:users.write,scim:groups.read"});
    ASSERT_EQ(made.code, 0) << made.out << made.err;
    client_ = shown(made, "client_id");
    secret_ = shown(made, "client_secret");
    if (client_.empty()) client_ = shown(made, "id");
    ASSERT_EQ(admin({"client", "approve", client_, "test"}).code, 0) << made.out;
    const auto connected =
        admin({"scim", "connect", client_, "00000000-0000-4000-8000-000000000001", "Ministry"});
    ASSERT_EQ(connected.code, 0) << connected.out << connected.err;
    const auto expires = codec::render_rfc3339(SystemClock().now() + days{100});
    const auto token = admin({"scim", "create-token", client_, expires});
    bearer_ = shown(token, "token");
    ASSERT_THAT(bearer_, testing::StartsWith("tscim_")) << token.out << token.err;
  }

  TempFolder folder_;
  DevServer server_;
  Demo demo_;
  std::unique_ptr<Browser> hr_;
  OneTimeCodes codes_;
  std::string client_, secret_, bearer_;
};

TEST_F(ScimServerTest, AnHrSystemProvisionsAndTakesAway) {
  connect();
  EXPECT_EQ(scim("GET", "/Users", {}, "tscim_wrong").status, 401);
  EXPECT_EQ(scim("GET", "/Users", {}, "wrong").status, 401);
  const auto unknown = scim("GET", "/Nothing");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.header("content-type"), "application/scim+json");
  EXPECT_EQ(scim("POST", "/Users", std::string(3'000'000, ' ')).status, 413);
  EXPECT_EQ(scim("POST", "/Groups", R"({"displayName":"x"})").status, 403) << "no such scope";

  const auto made =
      scim("POST", "/Users", R"({"userName":"nora@office.example","title":"Officer"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.header("location"), HasSubstr(server_.url() + "/scim/v2/Users/"));
  const auto record = json_text(made.body, "id");
  const auto& nora = demo_.person("nora");
  const auto linked = admin({"scim", "link", client_, record, nora.id});
  ASSERT_EQ(linked.code, 0) << linked.out << linked.err;

  Browser desk(server_.url(), demo_.ca_file);
  ASSERT_TRUE(sign_in(desk, nora, codes_).done);
  EXPECT_EQ(desk.get("/account").status, 200);
  const auto left = scim("PATCH", "/Users/" + record,
                         R"({"Operations":[{"op":"Replace","path":"active","value":"False"}]})");
  ASSERT_EQ(left.status, 200) << left.body;
  EXPECT_EQ(json_text(left.body, "active"), "false");
  EXPECT_TRUE(desk.get("/account").redirects()) << "the next request of the session";
  EXPECT_FALSE(sign_in(desk, nora, codes_).done) << "without a post nobody signs in";

  // The same client with an access token of its own; without the scope of this resource nothing.
  const auto token = hr_->post("/oauth2/token",
                               {{"grant_type", "client_credentials"}, {"scope", "scim:users.read"}},
                               client_ + ":" + secret_);
  ASSERT_EQ(token.status, 200) << token.body;
  const auto access_token = json_text(token.body, "access_token");
  const auto list =
      scim("GET", "/Users?filter=userName%20eq%20%22NORA%40office.example%22", {}, access_token);
  EXPECT_EQ(json_text(list.body, "totalResults"), "1") << list.body;
  EXPECT_EQ(scim("DELETE", "/Users/" + record, {}, access_token).status, 403);
  const auto other = machine_token(*hr_, demo_.client("machine"));
  EXPECT_EQ(scim("GET", "/Users", {}, json_text(other.body, "access_token")).status, 401)
      << "a token for another resource";

  const auto tokens = admin({"scim", "tokens", client_});
  EXPECT_EQ(tokens.code, 0);
  EXPECT_EQ(admin({"client", "suspend", client_, "test", "--yes"}).code, 0);
  EXPECT_EQ(scim("GET", "/Users").status, 401) << "the bearer ends with the client";
}

}  // namespace
}  // namespace tessera::test
