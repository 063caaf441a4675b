// Dynamic OP, 3rd Party-Init OP, Front-Channel OP and Session OP: clients of this file register
// themselves.
#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/bytes.hpp>
#include <tessera/crypto/digest.hpp>

#include "tests/conformance/dynamic.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

TEST_P(Dynamic, oidcc_server) {
  register_client(metadata());
  (void)log_in();
}

TEST_P(Dynamic, oidcc_idtoken_rs256) {
  auto wish = metadata();
  wish["id_token_signed_response_alg"] = "RS256";
  register_client(wish);
  (void)log_in();
}

// OpenID Connect Core 3.1.2.1: of two registered ones, the request says which.
TEST_P(Dynamic, oidcc_ensure_redirect_uri_in_authorization_request) {
  auto wish = metadata();
  wish["redirect_uris"] = {std::string(kBase) + "callback", std::string(kBase) + "callback2"};
  register_client(wish);
  check_error_page(visit(without(request(), "redirect_uri")));
}

TEST_P(Dynamic, oidcc_redirect_uri_query_OK) {
  auto wish = metadata();
  wish["redirect_uris"] = {std::string(kBase) + "callback?foo=bar"};
  register_client(wish);
  const auto response = visit(request());
  EXPECT_EQ(response.get("foo"), "bar");
  EXPECT_NE(response.get("code"), "");
}

TEST_P(Dynamic, oidcc_redirect_uri_query_mismatch) {
  auto wish = metadata();
  wish["redirect_uris"] = {std::string(kBase) + "callback?foo=bar"};
  register_client(wish);
  check_error_page(visit(with(request(), "redirect_uri", std::string(kBase) + "callback?bar=foo")));
}

TEST_P(Dynamic, oidcc_redirect_uri_query_added) {
  register_client(metadata());
  check_error_page(visit(with(request(), "redirect_uri", std::string(kBase) + "callback?foo=bar")));
}

TEST_P(Dynamic, oidcc_redirect_uri_regfrag) {
  auto wish = metadata();
  wish["redirect_uris"] = {std::string(kBase) + "callback#foobar"};
  expect_refused(wish, {"invalid_redirect_uri", "invalid_client_metadata"});
}

TEST_P(Dynamic, oidcc_refresh_token) {
  register_client(metadata());
  const auto login = log_in({.scope = "openid offline_access"});
  const auto again = refresh(*provider.browser(), client, login.tokens.text("refresh_token"));
  EXPECT_EQ(again.answer.status, 200) << again.answer.body;
}

TEST_P(Dynamic, oidcc_3rd_party_init_login) {
  auto wish = metadata();
  const auto uri = std::string(kBase) + "initiate_login";
  wish["initiate_login_uri"] = uri;
  register_client(wish);
  EXPECT_EQ(made_.at("initiate_login_uri"), json::value(uri));
  EXPECT_EQ(json::parse(manage("GET").body).at("initiate_login_uri"), json::value(uri));
}

TEST_P(Dynamic, oidcc_3rd_party_init_login_nohttps) {
  auto wish = metadata();
  wish["initiate_login_uri"] = "http://suite.test/initiate_login";
  expect_refused(wish, {"invalid_client_metadata"});
}

TEST_P(Dynamic, oidcc_frontchannel_logout_discovery_endpoint_verification) {
  EXPECT_TRUE(provider.metadata().at("frontchannel_logout_supported").as_bool());
  EXPECT_TRUE(provider.metadata().at("frontchannel_logout_session_supported").as_bool());
}

TEST_P(Dynamic, oidcc_frontchannel_rp_initiated_logout) {
  auto wish = metadata();
  wish["frontchannel_logout_uri"] = std::string(kBase) + "frontchannel_logout";
  register_client(wish);
  const auto login = log_in();
  const auto page = browser->get(
      "/oauth2/logout?" +
      Browser::encode({{"id_token_hint", login.id_token()},
                       {"post_logout_redirect_uri", std::string(kBase) + "post_logout_redirect"},
                       {"state", "s1"}}));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body,
              HasSubstr("src=\"" + std::string(kBase) + "frontchannel_logout?" +
                        test::Browser::encode({{"iss", provider.issuer()}}) +
                        "&amp;sid=" + std::string(login.id.at("sid").as_string()) + "\""));
  EXPECT_THAT(page.header("refresh"),
              HasSubstr("url=" + std::string(kBase) + "post_logout_redirect?state=s1"));
  EXPECT_EQ(visit(with(request(), "prompt", "none")).error(), "login_required");
}

TEST_P(Dynamic, oidcc_session_management_discovery_endpoint_verification) {
  EXPECT_TRUE(provider.metadata().at("check_session_iframe").as_string().starts_with("https://"));
}

// What the script of the frame computes from the cookie (OpenID Connect Session Management 4.2);
// the script itself runs in the browser tests.
TEST_P(Dynamic, oidcc_session_management_rp_initiated_logout) {
  register_client(metadata());
  const auto login = log_in();
  const auto cookie = [&]() -> std::string {
    for (const auto& line : browser->cookies()) {
      const std::string name = "\t__Host-session-state\t";
      if (const auto at = line.find(name); at != std::string::npos)
        return line.substr(at + name.size());
    }
    return {};
  };
  const auto expected = [&](const std::string& salt) {
    const auto text = client.id + " https://suite.test " + cookie() + " " + salt;
    const auto digest = crypto::sha256(as_bytes(text));
    return to_hex(Bytes(digest.begin(), digest.end())) + "." + salt;
  };
  const auto state = login.response.get("session_state");
  const auto salt = state.substr(state.find('.') + 1);
  EXPECT_NE(cookie(), "");
  EXPECT_EQ(state, expected(salt)) << "unchanged";
  (void)browser->get("/oauth2/logout?" + Browser::encode({{"id_token_hint", login.id_token()}}));
  EXPECT_NE(state, expected(salt)) << "changed";
}

INSTANTIATE_TEST_SUITE_P(dynamic, Dynamic, ::testing::Values(Variant{.name = "code"}), name_of);

}  // namespace
}  // namespace tessera::conformance
