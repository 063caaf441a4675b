// FAPI 2.0 Security Profile Final: the modules named fapi2-security-profile-final-*.
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "tests/conformance/fapi.hpp"

namespace tessera::conformance {
namespace {

using Codes = std::vector<std::string>;
const Codes kBadClient{"invalid_client", "invalid_request"};
const Codes kBadPar{"invalid_request", "invalid_request_object"};

class Fapi2 : public Fapi {
 protected:
  // At the authorization endpoint: an error for the client, or a page.
  void expect_refused_in_front(const Response& response, const Codes& codes) {
    if (response.where == Response::Where::page) {
      EXPECT_GE(response.last.status, 400);
      return;
    }
    EXPECT_THAT(response.error(), ::testing::AnyOfArray(codes));
    EXPECT_EQ(response.get("code"), "");
  }
  void expect_refused_push(const Fields& parameters, const Codes& codes = kBadPar) {
    expect_refused(push(first, pack(first, parameters)), codes);
  }
  [[nodiscard]] std::string code_of(const Party& party) {
    return visit(party, pushed(party, request(party))).get("code");
  }
  [[nodiscard]] bool lists(const std::string& member, const std::string& value) const {
    const auto* list = provider.metadata().if_contains(member);
    return list != nullptr && list->is_array() &&
           std::ranges::any_of(list->as_array(),
                               [&](const auto& item) { return item.as_string() == value; });
  }
};

TEST_P(Fapi2, discovery_end_point_verification) {
  const auto& metadata = provider.metadata();
  EXPECT_TRUE(lists("response_types_supported", "code"));
  EXPECT_TRUE(metadata.contains("pushed_authorization_request_endpoint"));
  EXPECT_EQ(metadata.at("authorization_response_iss_parameter_supported"), true);
  EXPECT_TRUE(lists("code_challenge_methods_supported", "S256"));
  EXPECT_TRUE(lists("token_endpoint_auth_methods_supported", "private_key_jwt"));
  for (const auto* alg : {"PS256", "ES256", "EdDSA"}) {
    EXPECT_TRUE(lists("token_endpoint_auth_signing_alg_values_supported", alg)) << alg;
    EXPECT_TRUE(lists("dpop_signing_alg_values_supported", alg)) << alg;
    EXPECT_TRUE(lists("request_object_signing_alg_values_supported", alg)) << alg;
    EXPECT_TRUE(lists("authorization_signing_alg_values_supported", alg)) << alg;
  }
  EXPECT_TRUE(lists("response_modes_supported", "jwt"));
}

TEST_P(Fapi2, happy_flow) {
  const auto login = log_in(first);
  const auto token = login.access_token();
  // RFC 6750 2.3 is refused: a token in the query.
  const auto in_query =
      first.back->get(endpoint(first, "userinfo_endpoint") + "?access_token=" + token);
  EXPECT_TRUE(in_query.status == 400 || in_query.status == 401) << in_query.status;
  if (variant.openid) EXPECT_EQ(resource(second, token).status, 401) << "with another key";
  person = &provider.next_citizen();
  browser = provider.browser();
  (void)log_in(second);
}

TEST_P(Fapi2, user_rejects_authentication) {
  const auto response = visit(first, pushed(first, request(first)), {}, true);
  ASSERT_EQ(response.where, Response::Where::query) << response.last.status;
  EXPECT_EQ(response.error(), "access_denied");
  EXPECT_EQ(response.get("state"), state);
  EXPECT_EQ(response.get("iss"), provider.issuer());
}

TEST_P(Fapi2, ensure_authorization_request_without_state_success) {
  auto parameters = request(first, {{"state", ""}});
  state = "";
  const auto login = finish(first, visit(first, pushed(first, parameters)));
  EXPECT_FALSE(login.response.fields.contains("state"));
}

TEST_P(Fapi2, ensure_authorization_request_without_nonce_success) {
  if (!variant.openid) GTEST_SKIP() << "OpenID Connect only";
  auto parameters = request(first, {{"nonce", ""}});
  nonce = "";
  (void)finish(first, visit(first, pushed(first, parameters)));
}

TEST_P(Fapi2, ensure_authorization_request_with_64_char_nonce_success) {
  if (!variant.openid) GTEST_SKIP() << "OpenID Connect only";
  const auto value = random_text(48);
  auto parameters = request(first, {{"nonce", value}});
  nonce = value;
  (void)finish(first, visit(first, pushed(first, parameters)));
}

TEST_P(Fapi2, ensure_authorization_request_with_long_nonce) {
  if (!variant.openid) GTEST_SKIP() << "OpenID Connect only";
  const auto value = random_text(288);
  auto parameters = request(first, {{"nonce", value}});
  nonce = value;
  (void)finish(first, visit(first, pushed(first, parameters)));
}

TEST_P(Fapi2, ensure_authorization_request_with_long_state) {
  const auto value = random_text(288);
  auto parameters = request(first, {{"state", value}});
  state = value;
  (void)finish(first, visit(first, pushed(first, parameters)));
}

TEST_P(Fapi2, ensure_other_scope_order_succeeds) {
  (void)log_in(first, {{"scope", variant.openid ? "permits:read openid" : "permits:read"}});
}

TEST_P(Fapi2, access_token_type_header_case_sensitivity) {
  const auto login = log_in(first);
  EXPECT_EQ(
      resource(first, login.access_token(), {}, variant.mtls_bound ? "bEARER" : "dPoP").status,
      200);
}

TEST_P(Fapi2, test_claims_parameter_identity_claims) {
  if (!variant.openid) GTEST_SKIP() << "OpenID Connect only";
  (void)log_in(first,
               {{"claims", R"({"id_token":{"no_such_claim":null},"userinfo":{"nor_this":null}})"}});
}

TEST_P(Fapi2, ensure_unsigned_authorization_request_without_using_par_fails) {
  const auto response = authorize({.browser = *browser, .person = *person}, request(first));
  expect_refused_in_front(unpacked(first, response), {"invalid_request"});
}

TEST_P(Fapi2, par_without_duplicate_parameters) {
  (void)log_in(first);  // only client_id and request_uri are sent in front
}

TEST_P(Fapi2, ensure_response_type_code_idtoken_fails) {
  expect_refused_push(request(first, {{"response_type", "code id_token"}}),
                      {"unsupported_response_type", "invalid_request", "unauthorized_client"});
}

TEST_P(Fapi2, ensure_response_type_token_fails) {
  expect_refused_push(request(first, {{"response_type", "token"}}),
                      {"unsupported_response_type", "invalid_request", "unauthorized_client"});
}

TEST_P(Fapi2, ensure_redirect_uri_in_authorization_request) {
  expect_refused_push(request(first, {{"redirect_uri", ""}}));
}

TEST_P(Fapi2, plain_fapi_tolerate_unregistered_redirect_uri) {
  expect_refused_push(request(first, {{"redirect_uri", "https://elsewhere.test/callback"}}));
}

TEST_P(Fapi2, state_only_outside_request_object_not_used) {
  auto parameters = request(first, {{"state", ""}});
  const auto response = visit(first, pushed(first, parameters), {{"state", "outside"}});
  EXPECT_NE(response.get("state"), "outside");
}

TEST_P(Fapi2, ensure_different_state_inside_and_outside_request_object) {
  const auto uri = pushed(first, request(first));
  const auto response = visit(first, uri, {{"state", "outside"}});
  EXPECT_NE(response.get("state"), "outside");
}

TEST_P(Fapi2, ensure_different_nonce_inside_and_outside_request_object) {
  if (!variant.openid) GTEST_SKIP() << "OpenID Connect only";
  const auto response = visit(first, pushed(first, request(first)), {{"nonce", "outside"}});
  if (!response.error().empty()) {
    EXPECT_EQ(response.error(), "invalid_request");
    return;
  }
  (void)finish(first, response);
}

TEST_P(Fapi2, ensure_client_id_in_token_endpoint) {
  const auto code = code_of(first);
  const auto tokens = redeem_code(first, code, {.client_id = second.client.id});
  expect_refused(tokens.answer, {"invalid_client", "invalid_grant", "invalid_request"});
}

TEST_P(Fapi2, ensure_holder_of_key_required) {
  const auto code = code_of(first);
  expect_refused(redeem_code(first, code, {.with_proof = false}).answer,
                 {"invalid_request", "invalid_grant", "invalid_dpop_proof", "invalid_client"});
}

TEST_P(Fapi2, ensure_authorization_code_is_bound_to_client) {
  const auto code = code_of(first);
  expect_refused(redeem_code(second, code).answer, {"invalid_grant"});
}

TEST_P(Fapi2, attempt_reuse_authorization_code_after_one_second) {
  const auto login = log_in(first);
  expect_refused(redeem_code(first, login.response.get("code")).answer, {"invalid_grant"});
  EXPECT_EQ(resource(first, login.access_token()).status, 401);
}

TEST_P(Fapi2, ensure_token_endpoint_fails_with_expired_auth_code) {
  const auto code = code_of(first);
  provider.let_pass(seconds{62});
  expect_refused(redeem_code(first, code).answer, {"invalid_grant"});
}

TEST_P(Fapi2, par_attempt_reuse_request_uri) {
  const auto uri = pushed(first, request(first));
  (void)finish(first, visit(first, uri));
  expect_refused_in_front(visit(first, uri), {"invalid_request_uri", "invalid_request"});
}

TEST_P(Fapi2, par_ensure_reused_request_uri_prior_to_auth_completion_succeeds) {
  const auto uri = pushed(first, request(first));
  const auto opened = browser->follow(
      browser->get("/oauth2/authorize?" +
                   Browser::encode({{"client_id", first.client.id}, {"request_uri", uri}})));
  EXPECT_TRUE(test::find_form(opened.body, "sign-in"));
  (void)finish(first, visit(first, uri));
}

TEST_P(Fapi2, par_attempt_to_use_expired_request_uri) {
  const auto uri = pushed(first, request(first));
  provider.let_pass(seconds{600});
  expect_refused_in_front(visit(first, uri), {"invalid_request_uri", "invalid_request"});
}

TEST_P(Fapi2, par_attempt_to_use_request_uri_for_different_client) {
  const auto uri = pushed(first, request(first));
  expect_refused_in_front(visit(second, uri),
                          {"invalid_request_uri", "invalid_request", "invalid_request_object"});
}

TEST_P(Fapi2, par_authorization_request_containing_request_uri_form_param) {
  auto parameters = pack(first, request(first));
  parameters.emplace_back("request_uri", "urn:ietf:params:oauth:request_uri:x");
  expect_refused(push(first, parameters),
                 {"invalid_request", "invalid_request_object", "request_uri_not_supported"});
}

TEST_P(Fapi2, par_attempt_invalid_http_method) {
  const auto answer =
      first.back->send(endpoint(first, "pushed_authorization_request_endpoint"), {.method = "PUT"});
  EXPECT_GE(answer.status, 400);
}

TEST_P(Fapi2, par_ensure_pkce_required) {
  expect_refused_push(request(first, {{"code_challenge", ""}, {"code_challenge_method", ""}}));
}

TEST_P(Fapi2, par_plain_pkce_rejected) {
  expect_refused_push(
      request(first, {{"code_challenge", random_text(32)}, {"code_challenge_method", "plain"}}));
}

TEST_P(Fapi2, ensure_pkce_code_verifier_required) {
  const auto code = code_of(first);
  expect_refused(ask(first, {{"grant_type", "authorization_code"},
                             {"code", code},
                             {"redirect_uri", first.client.redirect_uri}})
                     .answer,
                 {"invalid_grant"});
}

TEST_P(Fapi2, incorrect_pkce_code_verifier_rejected) {
  const auto code = code_of(first);
  verifier = random_text(32);
  expect_refused(redeem_code(first, code).answer, {"invalid_grant"});
}

TEST_P(Fapi2, refresh_token) {
  const auto scope = variant.openid ? "openid offline_access" : "permits:read offline_access";
  const auto login = log_in(first, {{"scope", scope}, {"prompt", "consent"}});
  const auto token = login.tokens.text("refresh_token");
  ASSERT_NE(token, "") << login.tokens.answer.body;
  const Fields form{{"grant_type", "refresh_token"}, {"refresh_token", token}};
  expect_refused(ask(second, form).answer, {"invalid_grant"});
  expect_refused(ask(first, form, {.with_assertion = false}).answer, kBadClient);
  const auto next = ask(first, form);
  EXPECT_EQ(next.answer.status, 200) << next.answer.body;
  EXPECT_EQ(resource(first, next.text("access_token")).status, 200);
  provider.let_pass(seconds{30});
  EXPECT_EQ(ask(first, form).answer.status, 200) << "the one before must still work";
}

const auto kVariants = ::testing::Values(
    FapiVariant{.name = "private_key_dpop_openid"},
    FapiVariant{.name = "private_key_dpop_oauth", .openid = false},
    FapiVariant{.name = "private_key_mtls_openid", .mtls_bound = true},
    FapiVariant{.name = "private_key_mtls_oauth", .mtls_bound = true, .openid = false},
    FapiVariant{.name = "mtls_dpop_openid", .mtls_auth = true},
    FapiVariant{.name = "mtls_dpop_oauth", .mtls_auth = true, .openid = false},
    FapiVariant{.name = "mtls_mtls_openid", .mtls_auth = true, .mtls_bound = true},
    FapiVariant{.name = "mtls_mtls_oauth", .mtls_auth = true, .mtls_bound = true, .openid = false},
    FapiVariant{
        .name = "private_key_dpop_openid_signed_jarm", .signed_request = true, .jarm = true},
    FapiVariant{.name = "mtls_mtls_openid_signed_jarm",
                .mtls_auth = true,
                .mtls_bound = true,
                .signed_request = true,
                .jarm = true});

std::string variant_name(const ::testing::TestParamInfo<FapiVariant>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(fapi, Fapi2, kVariants, variant_name);

}  // namespace
}  // namespace tessera::conformance
