// Issue 3, point 7, at every endpoint that takes a form: what is wrong gets its registered error,
// and loses nothing: the right request succeeds afterwards.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/conformance/modules.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;

struct Endpoint {
  std::string name;
  std::string path;
  long success = 200;
  std::set<std::string> optional{};  // what may be missing
  friend void PrintTo(const Endpoint& endpoint, std::ostream* out) { *out << endpoint.name; }
};

const std::string kForm = "application/x-www-form-urlencoded";

class Forms : public ::testing::TestWithParam<Endpoint> {
 protected:
  Forms() {
    auto registration = registration_for({.name = "bad input"});
    registration["grant_types"] = {"authorization_code", "refresh_token",
                                   "urn:ietf:params:oauth:grant-type:device_code",
                                   "urn:openid:params:grant-type:ciba"};
    registration["backchannel_token_delivery_mode"] = "poll";
    client = provider.add_client(registration);
    good = good_request();
  }
  // Whatever was sent before: the right one is still good.
  ~Forms() override {
    const auto answer = post(good);
    EXPECT_EQ(answer.status, endpoint.success) << answer.body;
    if (endpoint.name == "introspect")
      EXPECT_EQ(json::parse(answer.body).at("active"), true) << "it was lost";
  }
  [[nodiscard]] Fields authorization() const {
    return {{"client_id", client.id},
            {"response_type", "code"},
            {"scope", "openid offline_access"},
            {"redirect_uri", client.redirect_uri},
            {"state", "s"}};
  }
  [[nodiscard]] std::string code() {
    const auto visitor = provider.browser();
    return authorize({.browser = *visitor, .person = provider.next_citizen()}, authorization())
        .get("code");
  }
  [[nodiscard]] Fields good_request() {
    if (endpoint.name == "par") return authorization();
    if (endpoint.name == "device_authorization")
      return {{"client_id", client.id}, {"scope", "openid"}};
    if (endpoint.name == "bc_authorize")
      return {{"scope", "openid"}, {"login_hint", provider.next_citizen().login}};
    if (endpoint.name == "token_by_code")
      return {{"grant_type", "authorization_code"},
              {"code", code()},
              {"redirect_uri", client.redirect_uri}};
    const auto tokens = redeem(*browser, client, code());
    if (endpoint.name == "token_by_refresh")
      return {{"grant_type", "refresh_token"}, {"refresh_token", tokens.text("refresh_token")}};
    return {{"token", tokens.text("access_token")}};  // introspect, revoke
  }
  Answer send(const std::string& body, const Fields& headers = {{"Content-Type", kForm}},
              const std::string& query = {}, const std::string& method = "POST") {
    return browser->send(endpoint.path + query, {.method = method,
                                                 .headers = headers,
                                                 .body = body,
                                                 .user = client.id + ":" + client.secret});
  }
  Answer post(const Fields& form) { return send(Browser::encode(form)); }
  // RFC 6749 5.2 and the errors that the other standards register.
  static void expect_error(const Answer& answer, const std::set<std::string>& errors,
                           const std::string& what) {
    EXPECT_TRUE(answer.status == 400 || answer.status == 401) << what << ": " << answer.status;
    boost::system::error_code ec;
    const auto body = json::parse(answer.body, ec);
    if (ec || !body.is_object() || !body.as_object().contains("error")) {
      ADD_FAILURE() << what << ": " << answer.body;
      return;
    }
    EXPECT_TRUE(errors.contains(std::string(body.at("error").as_string())))
        << what << ": " << answer.body;
    EXPECT_NE(answer.header("cache-control").find("no-store"), std::string::npos) << what;
  }
  static void expect_invalid(const Answer& answer, const std::string& what) {
    expect_error(answer, {"invalid_request"}, what);
  }

  const Endpoint& endpoint = GetParam();
  Provider& provider = Provider::instance();
  std::unique_ptr<Browser> browser = provider.browser();
  TestClient client;
  Fields good;
};

// RFC 6749 3.1 and 3.2; resource alone may be repeated (RFC 8707 2).
TEST_P(Forms, a_repeated_parameter_is_invalid_request) {
  for (const auto& [name, value] : good) {
    for (const auto& other : {value, std::string("other"), std::string()}) {
      auto twice = good;
      twice.emplace_back(name, other);
      expect_invalid(post(twice), name + " and " + other);
      std::ranges::rotate(twice, twice.end() - 1);
      expect_invalid(post(twice), other + " before " + name);
    }
  }
}

TEST_P(Forms, another_content_type_is_invalid_request) {
  const auto encoded = Browser::encode(good);
  for (const auto* type : {"application/json", "text/plain", "multipart/form-data; boundary=x",
                           "application/x-www-form-urlencodedx", "application/xml", "x"})
    expect_invalid(send(encoded, {{"Content-Type", type}}), type);
  expect_invalid(send(encoded, {{"Content-Type", ""}}), "no type");
  json::object object;
  for (const auto& [name, value] : good) object[name] = value;
  expect_invalid(send(json::serialize(object), {{"Content-Type", "application/json"}}), "JSON");
}

TEST_P(Forms, an_oversized_body_is_413_and_an_oversized_value_no_failure_of_ours) {
  const auto encoded = Browser::encode(good);
  EXPECT_EQ(send(encoded + "&x=" + std::string(4'000'000, 'a')).status, 413);
  for (const auto& [name, value] : good) {
    // The first attempt of its own client uses a code up, whatever was wrong with it.
    if (endpoint.name == "token_by_code" && name == "redirect_uri") continue;
    auto large = good;
    for (auto& field : large) {
      if (field.first == name) field.second = std::string(30'000, 'a');
    }
    const auto answer = post(large);
    EXPECT_TRUE(answer.status >= 200 && answer.status < 500) << name << " " << answer.status;
    EXPECT_NE(answer.status, 0) << name;
  }
  std::string many = encoded;
  for (int i = 0; i < 2000; ++i) many += "&p" + std::to_string(i) + "=1";
  const auto answer = send(many);
  EXPECT_TRUE(answer.status == 400 || answer.status == 413) << answer.status;
}

TEST_P(Forms, binary_values_are_invalid_request) {
  const auto encoded = Browser::encode(good);
  for (const auto* bad :
       {"%00", "%FF", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "%", "%4", "%zz", "a%80b"}) {
    expect_invalid(send(encoded + "&x=" + bad), bad);
    expect_invalid(send(encoded + "&" + bad + "=x"), std::string("a name of ") + bad);
  }
  expect_invalid(send(encoded + "&x=" + std::string("\x00\x01\xff", 3)), "bytes as they are");
  for (const auto& [name, value] : good)
    expect_invalid(post(with(good, name, value + std::string(1, '\0'))), name + " and a zero");
}

TEST_P(Forms, a_missing_parameter_has_its_error) {
  static const std::set<std::string> errors{"invalid_request", "invalid_scope",
                                            "unsupported_response_type"};
  for (const auto& [name, value] : good) {
    if (endpoint.optional.contains(name)) continue;
    expect_error(post(without(good, name)), errors, "without " + name);
    // RFC 6749 3.1: one without a value counts as omitted.
    expect_error(post(with(good, name, "")), errors, "empty " + name);
  }
  expect_error(send(""), errors, "nothing at all");
}

TEST_P(Forms, an_unknown_parameter_changes_nothing) {
  auto more = good;
  more.emplace_back("extra", "foobar");
  more.emplace_back("iss", "https://elsewhere.test");
  EXPECT_EQ(post(more).status, endpoint.success);
  if (endpoint.name == "token_by_code") good = good_request();  // it is used up
  if (endpoint.name == "token_by_refresh") good = good_request();
}

// RFC 6749 2.3.1: nothing secret stands in an address.
TEST_P(Forms, what_stands_in_the_address_does_not_count) {
  const auto answer = send("", {{"Content-Type", kForm}}, "?" + Browser::encode(good));
  EXPECT_GE(answer.status, 400) << answer.body;
  EXPECT_LT(answer.status, 500) << answer.body;
  const auto outside = browser->send(
      endpoint.path + "?" +
          Browser::encode({{"client_id", client.id}, {"client_secret", client.secret}}),
      {.method = "POST", .headers = {{"Content-Type", kForm}}, .body = Browser::encode(good)});
  expect_error(outside, {"invalid_client", "invalid_request"}, "the secret in the address");
}

TEST_P(Forms, another_method_is_405) {
  for (const auto* method : {"GET", "PUT", "DELETE", "PATCH"}) {
    const auto answer = browser->send(endpoint.path, {.method = method});
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_NE(answer.header("allow").find("POST"), std::string::npos) << method;
  }
}

// RFC 6749 5.2: wrong proof of who asks, in every form.
TEST_P(Forms, a_wrong_or_double_proof_of_the_client_is_refused) {
  const auto encoded = Browser::encode(good);
  const auto as = [&](const std::string& user, const Fields& more = {},
                      const Fields& headers = {}) {
    Fields all{{"Content-Type", kForm}};
    all.insert(all.end(), headers.begin(), headers.end());
    return browser->send(endpoint.path,
                         {.method = "POST",
                          .headers = all,
                          .body = encoded + (more.empty() ? "" : "&" + Browser::encode(more)),
                          .user = user});
  };
  const auto right = client.id + ":" + client.secret;
  expect_error(as(client.id + ":wrong"), {"invalid_client"}, "a wrong secret");
  expect_error(as(client.id + ":"), {"invalid_client"}, "an empty secret");
  expect_error(as("00000000-0000-0000-0000-000000000000:x"), {"invalid_client"}, "nobody");
  expect_error(as("", {}, {{"Authorization", "Basic !!!"}}), {"invalid_client", "invalid_request"},
               "broken Base64");
  expect_error(as("", {}, {{"Authorization", "Negotiate abc"}}),
               {"invalid_client", "invalid_request"}, "another scheme");
  expect_error(as(right, {{"client_secret", client.secret}}), {"invalid_request"},
               "by header and body");
  const auto other = provider.add_client(registration_for({.name = "other"}));
  if (without(good, "client_id").size() == good.size())
    expect_error(as(right, {{"client_id", other.id}}), {"invalid_client", "invalid_request"},
                 "two clients");
}

const Endpoint kEndpoints[] = {
    {.name = "par",
     .path = "/oauth2/par",
     .success = 201,
     .optional = {"state", "client_id", "redirect_uri", "scope"}},
    {.name = "token_by_code", .path = "/oauth2/token"},
    {.name = "token_by_refresh", .path = "/oauth2/token"},
    {.name = "introspect", .path = "/oauth2/introspect"},
    {.name = "revoke", .path = "/oauth2/revoke"},
    {.name = "device_authorization",
     .path = "/oauth2/device_authorization",
     .optional = {"client_id", "scope"}},
    {.name = "bc_authorize", .path = "/oauth2/bc-authorize"},
};

INSTANTIATE_TEST_SUITE_P(bad_input, Forms, ::testing::ValuesIn(kEndpoints),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tessera::conformance
