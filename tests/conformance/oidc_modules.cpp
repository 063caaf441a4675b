// The modules that the plans of every response type share.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "tests/conformance/modules.hpp"

namespace tessera::conformance {
namespace {

using ::testing::IsSubsetOf;

const std::vector<std::string> kNotWithoutPerson{"login_required", "interaction_required",
                                                 "consent_required", "account_selection_required"};

class Oidc : public Modules {
 protected:
  // The claims of one scope, from the UserInfo endpoint; every one of them must be there.
  void check_scope(const std::string& scope, std::vector<std::string> wanted) {
    if (variant.has("code")) {
      browser = provider.browser_of_ada();  // holds all of them
    } else {
      // What leaves by the browser never describes a citizen.
      person = &provider.next_staff();
      std::erase_if(wanted, [](const auto& name) { return !held_by_staff().contains(name); });
      if (wanted.empty()) GTEST_SKIP() << "no civil servant of the demo holds them";
    }
    const auto login = log_in({.scope = "openid " + scope});
    const auto claims =
        login.access_token().empty()
            ? login.id
            : read_userinfo(userinfo(*browser, login.access_token()), login.subject());
    for (const auto& name : wanted) EXPECT_TRUE(claims.contains(name)) << name;
    if (!login.access_token().empty() && scope == "email")
      EXPECT_FALSE(login.id.contains("email")) << "it belongs to the UserInfo endpoint";
  }
  [[nodiscard]] static const std::set<std::string>& held_by_staff() {
    static const std::set<std::string> names{"name",      "given_name", "family_name",
                                             "birthdate", "email",      "email_verified"};
    return names;
  }
  // A second request in the same browser.
  [[nodiscard]] Response again(const Fields& more, const std::string& scope = "openid") {
    return visit(request({.scope = scope, .more = more}));
  }
};

const std::vector<std::string> kProfile{
    "name",    "given_name", "family_name", "middle_name", "nickname",  "preferred_username",
    "profile", "picture",    "website",     "gender",      "birthdate", "zoneinfo",
    "locale",  "updated_at"};

TEST_P(Oidc, oidcc_server) {
  const auto login = log_in();
  EXPECT_EQ(login.response.sign_ins, 1);
  EXPECT_FALSE(login.id.contains("name"));
}

TEST_P(Oidc, oidcc_response_type_missing) {
  const auto response = visit(without(request(), "response_type"));
  // The mode that was asked for is kept; without a response type there is no other default.
  const Variant expected{.response_mode = variant.response_mode};
  check_error(response, expected, state(), {"invalid_request", "unsupported_response_type"});
}

TEST_P(Oidc, oidcc_userinfo_get) {
  const auto login = log_in();
  if (login.access_token().empty()) GTEST_SKIP() << "no access token in this flow";
  (void)read_userinfo(userinfo(*browser, login.access_token()), login.subject());
}

TEST_P(Oidc, oidcc_userinfo_post_header) {
  const auto login = log_in();
  if (login.access_token().empty()) GTEST_SKIP() << "no access token in this flow";
  const auto answer = browser->send(
      "/oauth2/userinfo", {.method = "POST",
                           .headers = {{"Authorization", "Bearer " + login.access_token()}},
                           .body = ""});
  (void)read_userinfo(answer, login.subject());
}

TEST_P(Oidc, oidcc_userinfo_post_body) {
  const auto login = log_in();
  if (login.access_token().empty()) GTEST_SKIP() << "no access token in this flow";
  (void)read_userinfo(browser->post("/oauth2/userinfo", {{"access_token", login.access_token()}}),
                      login.subject());
}

TEST_P(Oidc, oidcc_scope_profile) {
  check_scope("profile", kProfile);
}

TEST_P(Oidc, oidcc_scope_email) {
  check_scope("email", {"email", "email_verified"});
}

TEST_P(Oidc, oidcc_scope_address) {
  check_scope("address", {"address"});
}

TEST_P(Oidc, oidcc_scope_phone) {
  check_scope("phone", {"phone_number", "phone_number_verified"});
}

TEST_P(Oidc, oidcc_scope_all) {
  auto wanted = kProfile;
  wanted.insert(wanted.end(),
                {"email", "email_verified", "address", "phone_number", "phone_number_verified"});
  check_scope("profile email address phone", wanted);
}

TEST_P(Oidc, oidcc_alternate_happy_flow) {
  (void)log_in({.scope = "email openid", .reversed = true});
}

TEST_P(Oidc, oidcc_display_page) {
  (void)log_in({.more = {{"display", "page"}}});
}

TEST_P(Oidc, oidcc_display_popup) {
  (void)log_in({.more = {{"display", "popup"}}});
}

TEST_P(Oidc, oidcc_prompt_login) {
  const auto first = log_in();
  provider.let_pass(seconds{2});
  const auto second = finish(again({{"prompt", "login"}}));
  EXPECT_EQ(second.response.sign_ins, 1);
  EXPECT_EQ(second.subject(), first.subject());
  EXPECT_GT(second.auth_time(), first.auth_time());
}

TEST_P(Oidc, oidcc_prompt_none_not_logged_in) {
  const auto long_state = random_text(96);
  ASSERT_EQ(long_state.size(), 128u);
  const auto response = visit(with(with(request(), "prompt", "none"), "state", long_state));
  check_error(response, variant, long_state, kNotWithoutPerson);
  EXPECT_EQ(response.sign_ins, 0);
}

TEST_P(Oidc, oidcc_prompt_none_logged_in) {
  const auto first = log_in();
  const auto second = finish(again({{"prompt", "none"}}));
  EXPECT_EQ(second.response.sign_ins, 0);
  EXPECT_EQ(second.subject(), first.subject());
  EXPECT_EQ(second.auth_time(), first.auth_time());
}

TEST_P(Oidc, oidcc_max_age_1) {
  const auto first = log_in();
  provider.let_pass(seconds{2});
  const auto second = finish(again({{"max_age", "1"}}));
  EXPECT_EQ(second.response.sign_ins, 1);
  ASSERT_TRUE(second.id.contains("auth_time"));
  EXPECT_GT(second.auth_time(), first.auth_time());
  EXPECT_LE(to_unix(provider.now()) - second.auth_time(), 60);
}

TEST_P(Oidc, oidcc_max_age_10000) {
  const auto first = log_in({.more = {{"max_age", "15000"}}});
  const auto second = finish(again({{"max_age", "10000"}}));
  EXPECT_EQ(second.response.sign_ins, 0);
  ASSERT_TRUE(first.id.contains("auth_time"));
  EXPECT_EQ(second.auth_time(), first.auth_time());
  EXPECT_EQ(second.subject(), first.subject());
}

TEST_P(Oidc, oidcc_ensure_request_with_unknown_parameter_succeeds) {
  (void)log_in({.more = {{"extra", "foobar"}}});
}

TEST_P(Oidc, oidcc_id_token_hint) {
  const auto first = log_in();
  const auto second = finish(again({{"prompt", "none"}, {"id_token_hint", first.id_token()}}));
  EXPECT_EQ(second.response.sign_ins, 0);
  EXPECT_EQ(second.subject(), first.subject());
  EXPECT_EQ(second.auth_time(), first.auth_time());
}

TEST_P(Oidc, oidcc_login_hint) {
  (void)log_in({.more = {{"login_hint", "buffy@host"}}});
}

TEST_P(Oidc, oidcc_ui_locales) {
  (void)log_in({.more = {{"ui_locales", "se"}}});
}

TEST_P(Oidc, oidcc_claims_locales) {
  (void)log_in({.more = {{"claims_locales", "se"}}});
}

TEST_P(Oidc, oidcc_ensure_request_with_acr_values_succeeds) {
  std::string all;
  std::set<std::string> advertised;
  for (const auto& acr : provider.metadata().at("acr_values_supported").as_array()) {
    advertised.emplace(acr.as_string());
    all += (all.empty() ? "" : " ") + std::string(acr.as_string());
  }
  auto login = log_in({.more = {{"acr_values", all}}});
  EXPECT_TRUE(advertised.contains(std::string(login.id["acr"].as_string()))) << login.id["acr"];
}

TEST_P(Oidc, oidcc_ensure_registered_redirect_uri) {
  check_error_page(visit(with(request(), "redirect_uri", client.redirect_uri + "/random")));
}

TEST_P(Oidc, oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported) {
  // state and nonce stand in the object only: to ignore it is wrong.
  const auto outer = without(without(request(), "state"), "nonce");
  const auto object =
      codec::to_base64url(as_bytes(R"({"alg":"none"})")) + "." +
      codec::to_base64url(as_bytes(R"({"client_id":")" + client.id + R"(","state":"inside"})")) +
      ".";
  const auto response = visit(with(outer, "request", object));
  EXPECT_THAT(response.error(),
              ::testing::AnyOf("request_not_supported", "invalid_request_object"));
}

TEST_P(Oidc, oidcc_claims_essential) {
  if (variant.has("code"))
    browser = provider.browser_of_ada();
  else
    person = &provider.next_staff();
  const auto login = log_in({.more = {{"claims", R"({"userinfo":{"name":{"essential":true}}})"}}});
  if (login.access_token().empty()) GTEST_SKIP() << "no access token in this flow";
  const auto claims = read_userinfo(userinfo(*browser, login.access_token()), login.subject());
  EXPECT_TRUE(claims.contains("name"));
  EXPECT_FALSE(login.id.contains("name"));
}

TEST_P(Oidc, oidcc_ensure_request_object_with_redirect_uri) {
  // The outer address is wrong: only a page may answer, whatever the object says.
  const auto object =
      codec::to_base64url(as_bytes(R"({"alg":"none"})")) + "." +
      codec::to_base64url(as_bytes(R"({"redirect_uri":")" + client.redirect_uri + R"("})")) + ".";
  check_error_page(visit(
      with(with(request(), "redirect_uri", client.redirect_uri + "/random"), "request", object)));
}

class Code : public Oidc {};

TEST_P(Code, oidcc_ensure_request_without_nonce_succeeds_for_code_flow) {
  (void)log_in({.with_nonce = false});
}

TEST_P(Code, oidcc_idtoken_signature) {
  (void)log_in();  // no algorithm is registered: RS256 with a kid, which every login checks
}

TEST_P(Code, oidcc_codereuse) {
  const auto login = log_in();
  check_token_error(redeem(*browser, client, login.response.get("code")), {"invalid_grant"});
}

TEST_P(Code, oidcc_codereuse_30seconds) {
  const auto login = log_in();
  provider.let_pass(seconds{30});
  check_token_error(redeem(*browser, client, login.response.get("code")), {"invalid_grant"});
  EXPECT_EQ(userinfo(*browser, login.access_token()).status, 401);
}

TEST_P(Code, oidcc_ensure_post_request_succeeds) {
  (void)log_in({.post = true});
}

TEST_P(Code, oidcc_server_client_secret_post) {
  auto registration = registration_for(variant);
  registration["token_endpoint_auth_method"] = "client_secret_post";
  client = provider.add_client(registration);
  (void)log_in();
}

TEST_P(Code, oidcc_refresh_token) {
  const auto login = log_in({.scope = "openid offline_access", .more = {{"prompt", "consent"}}});
  const auto token = login.tokens.text("refresh_token");
  ASSERT_GE(token.size(), 22u) << login.tokens.answer.body;

  const auto stranger = provider.add_client(registration_for(variant));
  check_token_error(refresh(*browser, stranger, token), {"invalid_grant"});

  const auto refreshed = refresh(*browser, client, token);
  check_tokens(refreshed);
  EXPECT_NE(refreshed.text("access_token"), login.access_token());
  const auto id = refreshed.text("id_token");
  if (!id.empty()) {
    const auto claims = read_id_token(id, {.client = client});
    EXPECT_EQ(claims.at("sub"), login.id.at("sub"));
    EXPECT_EQ(claims.at("auth_time"), login.id.at("auth_time"));
  }
  (void)read_userinfo(userinfo(*browser, refreshed.text("access_token")), login.subject());
}

TEST_P(Code, oidcc_ensure_request_with_valid_pkce_succeeds) {
  const auto verifier = random_text(32);
  const auto response = visit(
      request({.more = {{"code_challenge", codec::to_base64url(crypto::sha256(as_bytes(verifier)))},
                        {"code_challenge_method", "S256"}}}));
  check_response(response, variant, state());
  check_tokens(redeem(*browser, client, response.get("code"), {{"code_verifier", verifier}}));
}

// Front-channel tokens must carry a nonce (OpenID Connect Core 3.2.2.1, 3.3.2.1).
class FrontChannel : public Modules {};

TEST_P(FrontChannel, oidcc_ensure_request_without_nonce_fails) {
  const auto response = visit(request({.with_nonce = false}));
  check_error(response, variant, state(), {"invalid_request"});
}

const auto kBasic = ::testing::Values(Variant{.name = "code"});
const auto kFormPost = ::testing::Values(Variant{.name = "code", .response_mode = "form_post"});

INSTANTIATE_TEST_SUITE_P(basic, Oidc, kBasic, name_of);
INSTANTIATE_TEST_SUITE_P(basic, Code, kBasic, name_of);
INSTANTIATE_TEST_SUITE_P(formpost_basic, Oidc, kFormPost, name_of);
INSTANTIATE_TEST_SUITE_P(formpost_basic, Code, kFormPost, name_of);

// Implicit and Hybrid OP, for clients of the profile `legacy`.
const Variant kIdToken{.name = "id_token", .response_type = "id_token"};
const Variant kIdTokenToken{.name = "id_token_token", .response_type = "id_token token"};
const Variant kCodeIdToken{.name = "code_id_token", .response_type = "code id_token"};
const Variant kCodeToken{.name = "code_token", .response_type = "code token"};
const Variant kCodeIdTokenToken{.name = "code_id_token_token",
                                .response_type = "code id_token token"};
const Variant kPostedHybrid{
    .name = "code_id_token_posted", .response_type = "code id_token", .response_mode = "form_post"};

INSTANTIATE_TEST_SUITE_P(legacy, Oidc,
                         ::testing::Values(kIdToken, kIdTokenToken, kCodeIdToken, kCodeToken,
                                           kCodeIdTokenToken, kPostedHybrid),
                         name_of);
INSTANTIATE_TEST_SUITE_P(legacy, FrontChannel,
                         ::testing::Values(kIdToken, kIdTokenToken, kCodeIdToken, kCodeIdTokenToken,
                                           kPostedHybrid),
                         name_of);

}  // namespace
}  // namespace tessera::conformance
