#include "tests/conformance/dynamic.hpp"

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tessera::conformance {

namespace json = boost::json;
using ::testing::HasSubstr;

Dynamic::~Dynamic() {
  if (made_.empty()) return;
  // RFC 7592 2.3: what the suite does at the end of every module.
  const auto gone = manage("DELETE");
  EXPECT_EQ(gone.status, 204) << gone.body;
}

json::object Dynamic::metadata() {
  return {{"client_name", "Dynamic"},
          {"redirect_uris", {std::string(kBase) + "callback"}},
          {"post_logout_redirect_uris", {std::string(kBase) + "post_logout_redirect"}},
          {"grant_types", {"authorization_code", "refresh_token"}},
          {"response_types", {"code"}},
          {"token_endpoint_auth_method", "client_secret_basic"},
          {"contacts", {"certification@oidf.test"}}};
}

Answer Dynamic::post(const json::object& wish) {
  static const std::string token = Provider::instance().initial_access_token();
  return browser->send("/oauth2/register", {.method = "POST",
                                            .headers = {{"Content-Type", "application/json"},
                                                        {"Authorization", "Bearer " + token}},
                                            .body = json::serialize(wish)});
}

Answer Dynamic::manage(const std::string& method) {
  return browser->send(
      std::string(made_.at("registration_client_uri").as_string()),
      {.method = method,
       .headers = {{"Authorization",
                    "Bearer " + std::string(made_.at("registration_access_token").as_string())}}});
}

void Dynamic::register_client(const json::object& wish, std::optional<jose::Key> key) {
  const auto answer = post(wish);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_THAT(answer.header("content-type"), HasSubstr("application/json"));
  made_ = json::parse(answer.body).as_object();
  EXPECT_THAT(std::string(made_.at("registration_client_uri").as_string()), HasSubstr("https://"));
  client = {.id = std::string(made_.at("client_id").as_string()),
            .redirect_uri = std::string(made_.at("redirect_uris").as_array()[0].as_string()),
            .auth_method = std::string(made_.at("token_endpoint_auth_method").as_string()),
            .key = std::move(key)};
  if (const auto* secret = made_.if_contains("client_secret")) {
    EXPECT_TRUE(made_.at("client_secret_expires_at").is_int64());
    client.secret = std::string(secret->as_string());
  }
}

void Dynamic::expect_refused(const json::object& wish, const std::vector<std::string>& errors) {
  const auto answer = post(wish);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(errors,
              ::testing::Contains(std::string(json::parse(answer.body).at("error").as_string())));
}

}  // namespace tessera::conformance
