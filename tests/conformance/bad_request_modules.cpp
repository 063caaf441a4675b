// Issue 3, point 7, where a browser, a key or a token is involved.
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "tests/conformance/dynamic.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::AnyOf;

constexpr const char* kCallback = "https://suite.test/test/a/tessera/callback";

class Requests : public Modules {
 protected:
  [[nodiscard]] Answer open(const std::string& query) {
    return browser->follow(browser->get("/oauth2/authorize?" + query));
  }
  // A page of ours that says what is wrong and leads nowhere.
  static void expect_page(const Answer& answer, const std::string& what) {
    EXPECT_FALSE(answer.redirects()) << what << ": " << answer.header("location");
    EXPECT_EQ(answer.status, 400) << what;
    EXPECT_EQ(answer.header("refresh"), "") << what;
    EXPECT_EQ(answer.body.find("http-equiv"), std::string::npos) << what;
  }
};

// RFC 9700 4.1.3, RFC 6749 3.1.2.3: only the very text that was registered.
TEST_P(Requests, no_trick_with_a_redirect_uri_leads_out) {
  const std::vector<std::string> tricks{
      // case
      "HTTPS://suite.test/test/a/tessera/callback", "https://SUITE.test/test/a/tessera/callback",
      "https://suite.test/test/a/tessera/Callback",
      // port
      "https://suite.test:443/test/a/tessera/callback",
      "https://suite.test:8443/test/a/tessera/callback",
      "https://suite.test:/test/a/tessera/callback",
      // encoding
      "https://suite.test/test/a/tessera/%63allback",
      "https://suite.test/test/a/tessera/callback%2f",
      "https://suite.test/test/a/tessera%2Fcallback",
      "https://suite.test/test/a/tessera/callback%00",
      "https://suite.test/test/a/x/../tessera/callback",
      "https://suite.test/test/a/./tessera/callback", "https://suite.test//test/a/tessera/callback",
      "https://suite.test/test/a/tessera/callback/", "https://suite.test/test/a/tessera/callback;x",
      // userinfo
      "https://suite.test@evil.test/test/a/tessera/callback",
      "https://user@suite.test/test/a/tessera/callback", "https://suite.test:x@evil.test/callback",
      "https://suite.test\\@evil.test/callback", "https://evil.test\\.suite.test/callback",
      "https://evil.test#@suite.test/test/a/tessera/callback",
      // fragments and queries
      std::string(kCallback) + "#", std::string(kCallback) + "#f", std::string(kCallback) + "?",
      std::string(kCallback) + "?a=b", std::string(kCallback) + "&a=b",
      // unicode
      "https://suite\xE3\x80\x82test/test/a/tessera/callback",
      "https://\xEF\xBD\x93uite.test/test/a/tessera/callback",
      "https://suite.test/test/a/tessera/callback\xE2\x80\x8B",
      "https://suite.test./test/a/tessera/callback",
      "https://xn--suite.test/test/a/tessera/callback",
      // space and control characters
      " " + std::string(kCallback), std::string(kCallback) + " ", std::string(kCallback) + "\t",
      std::string(kCallback) + "\r\nSet-Cookie: a=b",
      // other schemes and places
      "http://suite.test/test/a/tessera/callback", "//suite.test/test/a/tessera/callback",
      "/test/a/tessera/callback", "javascript:alert(1)", "data:text/html,x", "https://evil.test/",
      "https://suite.test.evil.test/test/a/tessera/callback"};
  for (const auto& uri : tricks) {
    expect_page(open(Browser::encode(with(request(), "redirect_uri", uri))), uri);
    const auto pushed = browser->post("/oauth2/par", with(request(), "redirect_uri", uri),
                                      client.id + ":" + client.secret);
    EXPECT_EQ(pushed.status, 400) << uri;
  }
}

// RFC 6749 3.1: at the authorization endpoint.
TEST_P(Requests, a_repeated_parameter_is_an_error) {
  const auto parameters = request();
  for (const auto& [name, value] : parameters) {
    auto twice = parameters;
    twice.emplace_back(name, value);
    const auto response = visit(twice);
    EXPECT_EQ(response.get("code"), "") << name;
    if (name == "client_id" || name == "redirect_uri")
      expect_page(response.last, name);
    else
      EXPECT_EQ(response.error(), "invalid_request") << name;
  }
}

TEST_P(Requests, binary_and_oversized_values_are_refused_in_place) {
  const auto encoded = Browser::encode(request());
  for (const auto* bad : {"%00", "%FF", "%C0%80", "%ED%A0%80", "%", "%zz"})
    expect_page(open(encoded + "&x=" + bad), bad);
  EXPECT_THAT(open(encoded + "&x=" + std::string(200'000, 'a')).status, AnyOf(413, 414, 431, 400));
  for (const auto& [name, value] : request()) {
    const auto answer = open(Browser::encode(with(request(), name, std::string(5000, 'a'))));
    EXPECT_LT(answer.status, 500) << name;
    EXPECT_NE(answer.status, 0) << name;
  }
  (void)log_in();
}

TEST_P(Requests, a_post_of_another_content_type_is_refused) {
  for (const auto* type : {"application/json", "text/plain", "multipart/form-data; boundary=x"}) {
    const auto answer = browser->send(
        "/oauth2/authorize", {.method = "POST",
                              .headers = {{"Content-Type", type}, {"Origin", "https://suite.test"}},
                              .body = Browser::encode(request())});
    EXPECT_THAT(answer.status, AnyOf(400, 415)) << type;
    EXPECT_FALSE(answer.redirects());
  }
}

TEST_P(Requests, a_missing_parameter_has_its_error) {
  expect_page(visit(without(request(), "client_id")).last, "client_id");
  check_error(visit(without(request(), "response_type")), variant, state(),
              {"invalid_request", "unsupported_response_type"});
  for (const auto& [name, value, error] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {"response_type", "code evil", "unsupported_response_type"},
           {"response_mode", "evil", "invalid_request"},
           {"prompt", "none login", "invalid_request"},
           {"max_age", "-1", "invalid_request"},
           {"max_age", "1e3", "invalid_request"},
           {"scope", "evil", "invalid_scope"},
           {"claims", "{", "invalid_request"},
           {"code_challenge_method", "plain", "invalid_request"},
           {"id_token_hint", "x.y.z", "invalid_request"},
           {"request", "x.y.z", "invalid_request_object"},
           {"request_uri", "https://evil.test/r", "invalid_request_uri"}}) {
    const auto response = visit(with(request(), name, value));
    EXPECT_EQ(response.get("code"), "") << name;
    if (response.where == Response::Where::query) {
      EXPECT_EQ(response.error(), error) << name;
      EXPECT_EQ(response.get("state"), state()) << name;
    } else {
      expect_page(response.last, name);
    }
  }
}

// RFC 9207 2: the client sees whose answer it is, also of an error.
TEST_P(Requests, every_answer_names_its_issuer_against_mix_up) {
  EXPECT_EQ(visit(request()).get("iss"), provider.issuer());
  EXPECT_EQ(visit(with(request(), "prompt", "none login")).get("iss"), provider.issuer());
  EXPECT_EQ(visit(with(request(), "scope", "evil")).get("iss"), provider.issuer());
  EXPECT_EQ(provider.metadata().at("authorization_response_iss_parameter_supported"), true);
}

// RFC 9700 4.5: a code that was caught is of no use to another client, nor to its own once it was
// tried.
TEST_P(Requests, a_code_injected_into_another_client_is_invalid_grant) {
  const auto other = provider.add_client(registration_for(variant));
  const auto code = visit(request()).get("code");
  ASSERT_NE(code, "");
  check_token_error(redeem(*browser, other, code), {"invalid_grant"});
  check_tokens(redeem(*browser, client, code));
}

TEST_P(Requests, a_pushed_request_of_another_client_is_refused) {
  const auto other = provider.add_client(registration_for(variant));
  const auto pushed = browser->post("/oauth2/par", request(), client.id + ":" + client.secret);
  ASSERT_EQ(pushed.status, 201) << pushed.body;
  const auto uri = test::json_text(pushed.body, "request_uri");
  expect_page(visit({{"client_id", other.id}, {"request_uri", uri}}).last, "foreign");
  (void)finish(visit({{"client_id", client.id}, {"request_uri", uri}}));
}

// RFC 7636 4.6, RFC 9700 2.1.1: neither side of the proof can be left out.
TEST_P(Requests, pkce_cannot_be_downgraded) {
  const auto verifier = random_text(32);
  const Fields challenge{
      {"code_challenge", codec::to_base64url(crypto::sha256(as_bytes(verifier)))},
      {"code_challenge_method", "S256"}};
  const auto code = visit(request({.more = challenge})).get("code");
  check_token_error(redeem(*browser, client, code), {"invalid_grant"});
  const auto second = visit(request({.more = challenge})).get("code");
  check_token_error(redeem(*browser, client, second, {{"code_verifier", random_text(32)}}),
                    {"invalid_grant"});
  const auto bare = visit(request()).get("code");
  check_token_error(redeem(*browser, client, bare, {{"code_verifier", verifier}}),
                    {"invalid_grant"});
  check_error(visit(request({.more = {{"code_challenge", verifier}}})), variant, state(),
              {"invalid_request"});
}

// RFC 6750 2 and 3.1.
TEST_P(Requests, userinfo_takes_one_good_token_in_one_place) {
  const auto token = log_in().access_token();
  const auto with_header = [&](const std::string& value) {
    return browser->send("/oauth2/userinfo", {.headers = {{"Authorization", value}}});
  };
  EXPECT_EQ(with_header("Bearer " + token).status, 200);
  const auto changed = [&](std::size_t part) {
    auto out = token;
    auto at = std::size_t{0};
    for (std::size_t i = 0; i < part; ++i) at = out.find('.', at) + 1;
    out[at + 5] = out[at + 5] == 'A' ? 'B' : 'A';
    return out;
  };
  const auto stripped = token.substr(0, token.rfind('.') + 1);
  const auto none = codec::to_base64url(as_bytes(R"({"alg":"none","typ":"at+jwt"})")) +
                    stripped.substr(stripped.find('.'));
  for (const auto& bad : {changed(0), changed(1), changed(2), stripped, none, token + "x",
                          token + "." + token, std::string("x"), std::string(50'000, 'a')})
    EXPECT_EQ(with_header("Bearer " + bad).status, bad.size() > 20'000 ? 431 : 401) << bad;
  EXPECT_EQ(browser->get("/oauth2/userinfo").status, 401);
  EXPECT_NE(browser->get("/oauth2/userinfo").header("www-authenticate"), "");
  EXPECT_GE(browser->get("/oauth2/userinfo?access_token=" + token).status, 400) << "in the address";
  const auto both = browser->send(
      "/oauth2/userinfo", {.method = "POST",
                           .headers = {{"Authorization", "Bearer " + token},
                                       {"Content-Type", "application/x-www-form-urlencoded"}},
                           .body = "access_token=" + token});
  EXPECT_EQ(both.status, 400) << "in two places";
  const auto id_token = log_in().id_token();
  EXPECT_EQ(with_header("Bearer " + id_token).status, 401) << "another kind of token";
  EXPECT_EQ(with_header("Bearer " + token).status, 200) << "and nothing was lost";
}

INSTANTIATE_TEST_SUITE_P(bad_input, Requests, ::testing::Values(Variant{.name = "code"}), name_of);

// Keys that a client registers or publishes.
class Keys : public Dynamic {
 protected:
  [[nodiscard]] static json::object rsa_jwk() {
    static const auto key = jose::Key::generate(crypto::KeyType::rsa);
    return jose::to_jwk(key, "key");
  }
  [[nodiscard]] static json::object changed(json::object jwk, const std::string& name,
                                            const json::value& value) {
    jwk[name] = value;
    return jwk;
  }
  [[nodiscard]] static json::string text(const Bytes& bytes) {
    return json::string(codec::to_base64url(bytes));
  }
  // Each of them is one that no client may have.
  [[nodiscard]] static std::vector<std::pair<std::string, json::object>> wrong() {
    const auto ec = jose::to_jwk(jose::Key::generate(crypto::KeyType::ec_p256), "key");
    const auto rsa = rsa_jwk();
    const json::string part(random_text(32));
    return {{"private EC", changed(ec, "d", part)},
            {"private RSA", changed(rsa, "d", part)},
            {"a prime of RSA", changed(rsa, "p", part)},
            {"symmetric", json::object{{"kty", "oct"}, {"k", part}, {"kid", "key"}}},
            {"a secret member", changed(ec, "k", part)},
            {"RSA of 1024 bits", changed(rsa, "n", text(Bytes(128, 0xfb)))},
            {"exponent 3", changed(rsa, "e", "Aw")},
            {"exponent 1", changed(rsa, "e", "AQ")},
            {"even exponent", changed(rsa, "e", "AQAA")},
            {"off the curve", changed(ec, "y", ec.at("x"))},
            {"short coordinate", changed(ec, "x", text(Bytes(31, 1)))},
            {"zero point", changed(changed(ec, "x", text(Bytes(32, 0))), "y", text(Bytes(32, 0)))}};
  }
  [[nodiscard]] static json::object set_of(const json::object& jwk) {
    return {{"keys", json::array{jwk}}};
  }
};

// RFC 7517 9.2: what is private is not published, and what is weak proves nothing.
TEST_P(Keys, keys_with_private_parts_or_of_no_strength_are_not_registered) {
  auto wish = metadata();
  wish["token_endpoint_auth_method"] = "private_key_jwt";
  for (const auto& [name, jwk] : wrong()) {
    wish["jwks"] = set_of(jwk);
    const auto answer = post(wish);
    EXPECT_EQ(answer.status, 400) << name << answer.body;
    EXPECT_EQ(test::json_text(answer.body, "error"), "invalid_client_metadata") << name;
  }
  wish["jwks"] = json::object{{"keys", json::array{rsa_jwk(), rsa_jwk()}}};
  expect_refused(wish, {"invalid_client_metadata"});
  for (const auto& broken :
       {json::value("x"), json::value(json::object{}), json::value(json::object{{"keys", "x"}})}) {
    wish["jwks"] = broken;
    expect_refused(wish, {"invalid_client_metadata"});
  }
}

TEST_P(Keys, keys_with_private_parts_or_of_no_strength_are_not_fetched) {
  auto& receiver = provider.receiver();
  const auto path = "/keys/" + random_text();
  const auto key = jose::Key::generate(crypto::KeyType::rsa);
  receiver.serve(path, {.body = json::serialize(
                            set_of(changed(jose::to_jwk(key, "key"), "d", text(Bytes(32, 5)))))});
  auto wish = metadata();
  wish["token_endpoint_auth_method"] = "private_key_jwt";
  wish["jwks_uri"] = receiver.url(path);
  register_client(wish, key);
  const auto code = visit(request()).get("code");
  check_token_error(redeem(*browser, client, code), {"invalid_client"});
  receiver.serve(path, {.body = json::serialize(jwks_of(key))});
  check_tokens(redeem(*browser, client, code));
}

// RFC 7591 2 and 3.2.2.
TEST_P(Keys, a_registration_is_one_strict_object) {
  const auto send = [&](const std::string& body, const std::string& type = "application/json") {
    static const auto token = Provider::instance().initial_access_token();
    return browser->send("/oauth2/register",
                         {.method = "POST",
                          .headers = {{"Content-Type", type}, {"Authorization", "Bearer " + token}},
                          .body = body});
  };
  const auto refused = [](const Answer& answer, const std::string& what) {
    EXPECT_EQ(answer.status, 400) << what << answer.body;
    EXPECT_THAT(test::json_text(answer.body, "error"),
                AnyOf("invalid_client_metadata", "invalid_redirect_uri"))
        << what;
  };
  const auto good = json::serialize(metadata());
  const std::string twice = R"({"redirect_uris":["https://suite.test/cb"],)"
                            R"("redirect_uris":["https://evil.test/cb"]})";
  for (const auto& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"),
        std::string("\"x\""), good + good, good + "x", twice,
        good.substr(0, good.size() - 1) + ",}",
        std::string("{\"redirect_uris\":[\"https://suite.test/\xff\"]}"),
        std::string(R"({"redirect_uris":["https://suite.test/cb"],"client_name":"a\u0000b"})"),
        std::string(200, '[') + std::string(200, ']')})
    refused(send(body), body.substr(0, 60));
  for (const auto* type :
       {"text/plain", "application/x-www-form-urlencoded", "application/xml", ""})
    refused(send(good, type), type);
  EXPECT_EQ(send("{\"a\":\"" + std::string(4'000'000, 'a') + "\"}").status, 413);
}

TEST_P(Keys, members_of_a_registration_have_their_types_and_limits) {
  const std::vector<std::pair<std::string, json::value>> wrong{
      {"redirect_uris", "https://suite.test/cb"},
      {"redirect_uris", json::array{}},
      {"redirect_uris", json::array{1}},
      {"redirect_uris", json::array{"javascript:alert(1)"}},
      {"redirect_uris", json::array{"http://suite.test/cb"}},
      {"redirect_uris", json::array{"https://suite.test/cb#f"}},
      {"redirect_uris", json::array{"https://*.test/cb"}},
      {"redirect_uris", json::array{"https://user@suite.test/cb"}},
      {"redirect_uris", json::array{"/cb"}},
      {"token_endpoint_auth_method", "client_secret_jwt"},
      {"token_endpoint_auth_method", 7},
      {"response_types", json::array{"token"}},
      {"grant_types", json::array{"password"}},
      {"jwks_uri", "http://suite.test/jwks"},
      {"jwks_uri", "file:///etc/passwd"},
      {"client_name",
       "Good\xE2\x80\xAE"
       "evil"},
      {"client_name", std::string(3000, 'a').c_str()},
      {"logo_uri", "javascript:alert(1)"},
      {"policy_uri", "data:text/html,x"},
      {"default_max_age", -1},
      {"id_token_signed_response_alg", "HS256"},
      {"userinfo_signed_response_alg", "none"},
      {"request_object_signing_alg", "none"},
      {"software_statement", "x.y.z"}};
  for (const auto& [name, value] : wrong) {
    const auto answer = post(changed(metadata(), name, value));
    EXPECT_EQ(answer.status, 400) << name << " " << value << answer.body;
    EXPECT_THAT(
        test::json_text(answer.body, "error"),
        AnyOf("invalid_client_metadata", "invalid_redirect_uri", "unapproved_software_statement"))
        << name;
  }
  register_client(changed(metadata(), "unknown_member", "x"));
}

INSTANTIATE_TEST_SUITE_P(bad_input, Keys, ::testing::Values(Variant{.name = "code"}), name_of);

}  // namespace
}  // namespace tessera::conformance
