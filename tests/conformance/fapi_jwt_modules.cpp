// FAPI 2.0: client assertions, DPoP proofs and signed request objects that are wrong in one place.
#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "tests/conformance/fapi.hpp"

namespace tessera::conformance {
namespace {

using Codes = std::vector<std::string>;
const Codes kBadClient{"invalid_client", "invalid_request"};
const Codes kBadProof{"invalid_dpop_proof", "invalid_grant", "invalid_request"};

class Jwts : public Fapi {
 protected:
  [[nodiscard]] std::string code() {
    return visit(first, pushed(first, request(first))).get("code");
  }
  [[nodiscard]] TokenWish with_assertion(Changes claims) const {
    return {.assertion = {.claims = std::move(claims)}};
  }
  void expect_no_tokens(const TokenWish& wish, const Codes& codes = kBadClient) {
    expect_refused(redeem_code(first, code(), wish).answer, codes);
  }
  void expect_no_push(const Changes& claims) {
    expect_refused(push(first, pack(first, request(first)), with_assertion(claims)), kBadClient);
  }
  [[nodiscard]] std::int64_t at(seconds offset) const { return to_unix(provider.now() + offset); }
};

TEST_P(Jwts, ensure_signed_client_assertion_with_RS256_fails) {
  const auto rsa = second.key;  // of another kind too: the algorithm alone must be enough
  expect_no_tokens({.assertion = {.key = rsa, .alg = jose::SignAlg::rs256}});
}

TEST_P(Jwts, ensure_client_assertion_in_token_endpoint) {
  expect_no_tokens({.with_assertion = false});
}

TEST_P(Jwts, ensure_client_assertion_with_exp_is_5_minutes_in_past_fails) {
  expect_no_tokens(with_assertion({{"exp", at(-minutes{5})}}));
}

TEST_P(Jwts, ensure_client_assertion_with_wrong_aud_fails) {
  expect_no_tokens(with_assertion({{"aud", "https://elsewhere.test"}}));
}

TEST_P(Jwts, ensure_client_assertion_with_no_sub_fails) {
  expect_no_tokens(with_assertion({{"sub", nullptr}}));
}

TEST_P(Jwts, par_test_array_as_audience_fails) {
  expect_no_push({{"aud", boost::json::array{provider.issuer()}}});
}

TEST_P(Jwts, par_test_par_endpoint_url_as_audience_fails) {
  expect_no_push({{"aud", provider.metadata().at("pushed_authorization_request_endpoint")}});
}

TEST_P(Jwts, par_test_token_endpoint_url_as_audience_fails) {
  expect_no_push({{"aud", provider.metadata().at("token_endpoint")}});
}

TEST_P(Jwts, par_ensure_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted) {
  const auto answer =
      push(first, pack(first, request(first)), with_assertion({{"nbf", at(seconds{8})}}));
  EXPECT_EQ(answer.status, 201) << answer.body;
}

TEST_P(Jwts, par_ensure_jwt_client_assertions_nbf_over_60_seconds_in_the_future_fails) {
  expect_no_push({{"nbf", at(seconds{75})}, {"exp", at(seconds{120})}});
}

TEST_P(Jwts, a_client_assertion_is_good_once) {
  const Changes same{{"jti", random_text()}};
  EXPECT_EQ(push(first, pack(first, request(first)), with_assertion(same)).status, 201);
  expect_no_push(same);
}

TEST_P(Jwts, check_dpop_proof_nbf_exp) {
  const auto tokens = redeem_code(
      first, code(), {.proof = {.claims = {{"nbf", at(seconds{0})}, {"exp", at(seconds{60})}}}});
  EXPECT_EQ(tokens.answer.status, 200) << tokens.answer.body;
}

TEST_P(Jwts, ensure_dpopproof_with_iat_10seconds_before_succeeds) {
  const auto tokens =
      redeem_code(first, code(), {.proof = {.claims = {{"iat", at(-seconds{10})}}}});
  EXPECT_EQ(tokens.answer.status, 200) << tokens.answer.body;
}

TEST_P(Jwts, ensure_dpopproof_with_iat_10seconds_after_succeeds) {
  const auto tokens = redeem_code(first, code(), {.proof = {.claims = {{"iat", at(seconds{10})}}}});
  EXPECT_EQ(tokens.answer.status, 200) << tokens.answer.body;
}

TEST_P(Jwts, ensure_dpop_auth_code_binding_success) {
  (void)log_in(first, {{"dpop_jkt", jose::thumbprint(first.dpop)}});
}

TEST_P(Jwts, ensure_dpopproof_at_par_endpoint_binding_success) {
  const auto answer = push(first, request(first), {.push_with_proof = true});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto uri = boost::json::parse(answer.body).at("request_uri").as_string();
  (void)finish(first, visit(first, uri.c_str()));
}

TEST_P(Jwts, ensure_mismatched_dpop_jkt_fails) {
  const auto other = jose::Key::generate(crypto::KeyType::ec_p256);
  expect_refused(push(first, request(first, {{"dpop_jkt", jose::thumbprint(other)}}),
                      {.push_with_proof = true}),
                 {"invalid_request", "invalid_dpop_proof"});
}

TEST_P(Jwts, ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt) {
  const auto other = jose::Key::generate(crypto::KeyType::ec_p256);
  const auto answer =
      push(first, request(first), {.proof = {.key = other}, .push_with_proof = true});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto uri = boost::json::parse(answer.body).at("request_uri").as_string();
  expect_refused(redeem_code(first, visit(first, uri.c_str()).get("code")).answer, kBadProof);
}

TEST_P(Jwts, ensure_token_endpoint_fails_with_mismatched_dpop_jkt) {
  const auto other = jose::Key::generate(crypto::KeyType::ec_p256);
  const auto uri = pushed(first, request(first, {{"dpop_jkt", jose::thumbprint(other)}}));
  expect_refused(redeem_code(first, visit(first, uri).get("code")).answer, kBadProof);
}

// RFC 9449 4.3, one by one, at the protected resource.
TEST_P(Jwts, dpop_negative_tests) {
  const auto token = log_in(first).access_token();
  const auto other = jose::Key::generate(crypto::KeyType::ec_p256);
  const std::vector<std::pair<std::string, JwtWish>> wrong{
      {"no jti", {.claims = {{"jti", nullptr}}}},
      {"no htm", {.claims = {{"htm", nullptr}}}},
      {"no htu", {.claims = {{"htu", nullptr}}}},
      {"no iat", {.claims = {{"iat", nullptr}}}},
      {"no ath", {.claims = {{"ath", nullptr}}}},
      {"other method", {.claims = {{"htm", "POST"}}}},
      {"other address", {.claims = {{"htu", provider.issuer() + "/elsewhere"}}}},
      {"other token", {.claims = {{"ath", random_text(32)}}}},
      {"an hour old", {.claims = {{"iat", at(-hours{1})}}}},
      {"an hour early", {.claims = {{"iat", at(hours{1})}}}},
      {"wrong typ", {.header = {{"typ", "JWT"}}}},
      {"no key", {.header = {{"jwk", nullptr}}}},
      {"unsigned", {.unsigned_ = true}},
      {"another key", {.key = other}},
  };
  for (const auto& [name, wish] : wrong)
    EXPECT_EQ(resource(first, token, wish).status, 401) << name;
  EXPECT_EQ(resource(first, token, {}, "Bearer").status, 401) << "as a bearer token";
  const JwtWish same{.claims = {{"jti", random_text()}}};
  EXPECT_EQ(resource(first, token, same).status, 200);
  EXPECT_EQ(resource(first, token, same).status, 401) << "replayed";
}

const auto kJwts = ::testing::Values(FapiVariant{.name = "private_key_dpop_openid"});
INSTANTIATE_TEST_SUITE_P(fapi, Jwts, kJwts, [](const auto& info) { return info.param.name; });

// The client credentials profile: no person, no browser.
class ClientCredentials : public Fapi {
 protected:
  [[nodiscard]] Tokens machine_token(const Party& party, const TokenWish& wish = {}) {
    return ask(party, {{"grant_type", "client_credentials"}, {"scope", "permits:read"}}, wish);
  }
};

TEST_P(ClientCredentials, happy_flow) {
  for (const auto* party : {&first, &second}) {
    const auto tokens = machine_token(*party);
    ASSERT_EQ(tokens.answer.status, 200) << tokens.answer.body;
    EXPECT_EQ(tokens.text("token_type"), variant.mtls_bound ? "Bearer" : "DPoP");
    EXPECT_FALSE(tokens.body.contains("refresh_token"));
    EXPECT_EQ(introspected(*party, tokens.text("access_token")).status, 200);
  }
}

TEST_P(ClientCredentials, ensure_client_id_in_token_endpoint) {
  expect_refused(machine_token(first, {.client_id = second.client.id}).answer, kBadClient);
}

TEST_P(ClientCredentials, ensure_holder_of_key_required) {
  expect_refused(machine_token(first, {.with_proof = false}).answer,
                 {"invalid_request", "invalid_dpop_proof", "invalid_client"});
}

TEST_P(ClientCredentials, ensure_client_assertion_in_token_endpoint) {
  expect_refused(machine_token(first, {.with_assertion = false}).answer, kBadClient);
}

const auto kMachines = ::testing::Values(
    FapiVariant{.name = "private_key_dpop", .openid = false},
    FapiVariant{.name = "private_key_mtls", .mtls_bound = true, .openid = false},
    FapiVariant{.name = "mtls_dpop", .mtls_auth = true, .openid = false},
    FapiVariant{.name = "mtls_mtls", .mtls_auth = true, .mtls_bound = true, .openid = false});
INSTANTIATE_TEST_SUITE_P(fapi, ClientCredentials, kMachines,
                         [](const auto& info) { return info.param.name; });

// Message signing: the request object at PAR (RFC 9101, FAPI 2.0 Message Signing 5.3).
class Objects : public Fapi {
 protected:
  void expect_refused_object(const JwtWish& object) {
    expect_refused(push(first, pack(first, request(first), object)),
                   {"invalid_request_object", "invalid_request"});
  }
  void expect_taken(const JwtWish& object) {
    const auto answer = push(first, pack(first, request(first), object));
    EXPECT_EQ(answer.status, 201) << answer.body;
  }
  [[nodiscard]] std::int64_t at(seconds offset) const { return to_unix(provider.now() + offset); }
};

TEST_P(Objects, ensure_request_object_with_multiple_aud_succeeds) {
  expect_taken({.claims = {{"aud", boost::json::array{provider.issuer(), "https://other.test"}}}});
}

TEST_P(Objects, ensure_request_object_with_nbf_8_seconds_in_the_future_is_accepted) {
  expect_taken({.claims = {{"nbf", at(seconds{8})}}});
}

TEST_P(Objects, ensure_request_object_without_exp_fails) {
  expect_refused_object({.claims = {{"exp", nullptr}}});
}

TEST_P(Objects, ensure_request_object_without_nbf_fails) {
  expect_refused_object({.claims = {{"nbf", nullptr}}});
}

TEST_P(Objects, ensure_request_object_without_redirect_uri_fails) {
  expect_refused_object({.claims = {{"redirect_uri", nullptr}}});
}

TEST_P(Objects, ensure_expired_request_object_fails) {
  expect_refused_object({.claims = {{"exp", at(-minutes{5})}, {"nbf", at(-minutes{10})}}});
}

TEST_P(Objects, ensure_request_object_with_bad_aud_fails) {
  expect_refused_object({.claims = {{"aud", "https://elsewhere.test"}}});
}

TEST_P(Objects, ensure_request_object_with_exp_over_60_fails) {
  expect_refused_object({.claims = {{"exp", at(minutes{70})}}});
}

TEST_P(Objects, ensure_request_object_with_nbf_over_60_fails) {
  expect_refused_object({.claims = {{"nbf", at(-minutes{70})}}});
}

TEST_P(Objects, ensure_signed_request_object_with_RS256_fails) {
  expect_refused_object({.key = second.key, .alg = jose::SignAlg::rs256});
}

TEST_P(Objects, ensure_request_object_signature_algorithm_is_not_none) {
  expect_refused_object({.unsigned_ = true});
}

TEST_P(Objects, ensure_request_object_with_invalid_signature_fails) {
  expect_refused_object({.key = jose::Key::generate(crypto::KeyType::ec_p256)});
}

TEST_P(Objects, ensure_matching_key_in_authorization_request) {
  expect_refused_object({.key = second.key, .alg = second.alg});
}

TEST_P(Objects, ensure_unsigned_request_at_par_endpoint_fails) {
  expect_refused(push(first, request(first)), {"invalid_request_object", "invalid_request"});
}

TEST_P(Objects, par_authorization_request_containing_request_uri) {
  expect_refused_object({.claims = {{"request_uri", "urn:ietf:params:oauth:request_uri:x"}}});
}

const auto kObjects = ::testing::Values(FapiVariant{
    .name = "private_key_dpop_openid_signed_jarm", .signed_request = true, .jarm = true});
INSTANTIATE_TEST_SUITE_P(fapi, Objects, kObjects, [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tessera::conformance
