// RP-Initiated Logout OP and the discovery modules of the logout channels.
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include <tessera/jose/jws.hpp>

#include "tests/conformance/modules.hpp"

namespace tessera::conformance {
namespace {

constexpr const char* kPostLogout = "https://suite.test/test/a/tessera/post_logout_redirect";

class RpInitiated : public Modules {
 protected:
  void SetUp() override { login_ = log_in(); }
  // Opens the end_session_endpoint and says yes to whatever it asks.
  Answer log_out(const Fields& query) {
    auto answer = browser->follow(browser->get("/oauth2/logout?" + Browser::encode(query)));
    if (const auto form = test::find_form(answer.body, "logout"))
      answer = browser->follow(browser->post(form->action, test::fill(*form, {})));
    return answer;
  }
  void expect_signed_out() {
    const auto response = visit(with(request(), "prompt", "none"));
    check_error(response, variant, state(), {"login_required"});
  }
  static void expect_page(const Answer& answer) {
    EXPECT_FALSE(answer.redirects()) << answer.header("location");
    EXPECT_NE(answer.body.find("<h1"), std::string::npos);
  }
  [[nodiscard]] std::string hint() const { return login_.id_token(); }

  Login login_;
};

TEST_P(RpInitiated, oidcc_rp_initiated_logout_discovery_endpoint_verification) {
  EXPECT_TRUE(provider.metadata().at("end_session_endpoint").as_string().starts_with("https://"));
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout) {
  const std::string state = "a!~'()*;:@&=+$,/?#[]\"<>%^`{|}z";  // visible ASCII, byte for byte
  const auto answer = log_out(
      {{"id_token_hint", hint()}, {"post_logout_redirect_uri", kPostLogout}, {"state", state}});
  ASSERT_TRUE(answer.redirects()) << answer.status;
  EXPECT_EQ(answer.header("location"),
            std::string(kPostLogout) + "?" + Browser::encode({{"state", state}}));
  expect_signed_out();
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_no_state) {
  const auto answer =
      log_out({{"id_token_hint", hint()}, {"post_logout_redirect_uri", kPostLogout}});
  EXPECT_EQ(answer.header("location"), kPostLogout);
  expect_signed_out();
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_bad_post_logout_redirect_uri) {
  expect_page(log_out({{"id_token_hint", hint()},
                       {"post_logout_redirect_uri", std::string(kPostLogout) + "/random"},
                       {"state", "x"}}));
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri) {
  expect_page(log_out({{"id_token_hint", hint()},
                       {"post_logout_redirect_uri", std::string(kPostLogout) + "?foo=bar"}}));
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_modified_id_token_hint) {
  const auto token = hint();
  const auto first = token.find('.');
  const auto unsigned_hint = codec::to_base64url(as_bytes(R"({"alg":"none"})")) +
                             token.substr(first, token.rfind('.') - first) + ".";
  expect_page(
      log_out({{"id_token_hint", unsigned_hint}, {"post_logout_redirect_uri", kPostLogout}}));
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_bad_id_token_hint) {
  const auto key = jose::Key::generate(crypto::KeyType::rsa);
  const auto claims = boost::json::serialize(boost::json::object{
      {"iss", client.id}, {"aud", provider.issuer()}, {"sub", login_.subject()}});
  const auto foreign = jose::sign_jws(
      key, jose::SignAlg::rs256, jose::encode_header(jose::SignAlg::rs256, "k", "JWT"), claims);
  expect_page(log_out({{"id_token_hint", foreign}, {"post_logout_redirect_uri", kPostLogout}}));
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_no_id_token_hint) {
  expect_page(log_out({{"post_logout_redirect_uri", kPostLogout}}));
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_no_params) {
  expect_page(log_out({}));
  expect_signed_out();
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_no_post_logout_redirect_uri) {
  expect_page(log_out({{"id_token_hint", hint()}}));
  expect_signed_out();
}

TEST_P(RpInitiated, oidcc_rp_initiated_logout_only_state) {
  expect_page(log_out({{"state", "only"}}));
  expect_signed_out();
}

// RP-Initiated Logout 3: only the very text that was registered.
TEST_P(RpInitiated, no_trick_with_a_post_logout_redirect_uri_leads_out) {
  const std::string good(kPostLogout);
  for (const auto& uri :
       {"HTTPS" + good.substr(5), good + "/", good + "#", good + "#f", good + "?", good + "%00",
        good + "\t", " " + good, good + "\r\nSet-Cookie: a=b", good + "\xE2\x80\x8B",
        std::string("https://suite.test:443/test/a/tessera/post_logout_redirect"),
        std::string("https://suite.test@evil.test/test/a/tessera/post_logout_redirect"),
        std::string("https://suite.test/test/a/tessera/%70ost_logout_redirect"),
        std::string("https://suite.test/x/../test/a/tessera/post_logout_redirect"),
        std::string("//evil.test/"), std::string("javascript:alert(1)")}) {
    const auto answer = browser->follow(browser->get(
        "/oauth2/logout?" +
        Browser::encode({{"id_token_hint", hint()}, {"post_logout_redirect_uri", uri}})));
    expect_page(answer);
    EXPECT_EQ(answer.body.find("=\"" + uri), std::string::npos)
        << "no link of the page leads there";
    EXPECT_EQ(answer.header("refresh").find("evil"), std::string::npos) << uri;
  }
}

TEST_P(RpInitiated, wrong_input_is_a_page_and_signs_nobody_out) {
  const auto query = Browser::encode({{"id_token_hint", hint()}});
  for (const auto& bad :
       {query + "&" + query, query + "&state=%00", query + "&state=%FF", query + "&state=%",
        query + "&state=" + std::string(100'000, 'a'), "id_token_hint=" + std::string(9000, 'a')}) {
    const auto answer = browser->get("/oauth2/logout?" + bad);
    EXPECT_FALSE(answer.redirects()) << bad.substr(0, 80);
    EXPECT_GE(answer.status, 400) << bad.substr(0, 80);
    EXPECT_LT(answer.status, 500) << bad.substr(0, 80);
  }
  EXPECT_NE(visit(with(request(), "prompt", "none")).get("code"), "") << "still signed in";
}

INSTANTIATE_TEST_SUITE_P(logout, RpInitiated, ::testing::Values(Variant{.name = "code"}), name_of);

TEST(logout_discovery, oidcc_backchannel_logout_discovery_endpoint_verification) {
  const auto& metadata = Provider::instance().metadata();
  EXPECT_EQ(metadata.at("backchannel_logout_supported"), true);
  EXPECT_EQ(metadata.at("backchannel_logout_session_supported"), true);
}

}  // namespace
}  // namespace tessera::conformance
