// FAPI-CIBA: the modules named fapi-ciba-id1-*.
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include "tests/conformance/ciba.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using Codes = std::vector<std::string>;
const Codes kBadClient{"invalid_client", "invalid_request"};
const Codes kBadRequest{"invalid_request", "invalid_request_object"};

TEST_P(Ciba, discovery_end_point_verification) {
  const auto& metadata = provider.metadata();
  const auto lists = [&](const char* member, const std::string& value) {
    const auto& list = metadata.at(member).as_array();
    return std::ranges::any_of(list, [&](const auto& one) { return one.as_string() == value; });
  };
  EXPECT_TRUE(metadata.contains("backchannel_authentication_endpoint"));
  EXPECT_TRUE(lists("backchannel_token_delivery_modes_supported", variant.delivery));
  EXPECT_TRUE(lists("grant_types_supported", kCibaGrant));
  for (const auto* alg : {"PS256", "ES256"})
    EXPECT_TRUE(lists("backchannel_authentication_request_signing_alg_values_supported", alg));
  EXPECT_EQ(metadata.at("tls_client_certificate_bound_access_tokens"), true);
  EXPECT_FALSE(metadata.at("backchannel_user_code_parameter_supported").as_bool());
}

TEST_P(Ciba, happy_flow) {
  for (const auto* party : {&first, &second}) (void)whole_flow(*party);
}

TEST_P(Ciba, user_rejects_authentication) {
  const auto id = started(first);
  answer(first, false);
  expect_refused(poll(first, id).answer, {"access_denied"});
}

TEST_P(Ciba, multiple_call_to_token_endpoint) {
  const auto id = started(first);
  expect_refused(poll(first, id).answer, {"authorization_pending"});
  expect_refused(poll(first, id).answer, {"slow_down"});
  answer(first, true);
  provider.let_pass(seconds{30});
  check_tokens_of(first, poll(first, id));
  expect_refused(poll(first, id).answer, {"invalid_grant"});
}

TEST_P(Ciba, auth_req_id_expired) {
  const auto id = started(first, {{"requested_expiry", "10"}});
  provider.let_pass(seconds{15});
  expect_refused(poll(first, id).answer, {"expired_token"});
}

TEST_P(Ciba, ensure_authorization_request_with_binding_message_succeeds) {
  (void)whole_flow(first, {{"binding_message", "1234"}});
}

TEST_P(Ciba, ensure_other_scope_order_succeeds) {
  (void)whole_flow(first, {{"scope", "offline_access openid"}});
}

TEST_P(Ciba, ensure_requested_expiry_as_string_succeeds) {
  const auto answer = start(first, {{"requested_expiry", "30"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::parse(answer.body).at("expires_in"), 30);
}

TEST_P(Ciba, ensure_authorization_request_with_potentially_bad_binding_message) {
  const auto answer = start(
      first, {{"binding_message", "1234 \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBF \xE5\xAD\x97 \x01"}});
  expect_refused(answer, {"invalid_binding_message"});
}

TEST_P(Ciba, ensure_request_object_missing_aud_fails) {
  expect_refused_object({.claims = {{"aud", nullptr}}});
}

TEST_P(Ciba, ensure_request_object_bad_aud_fails) {
  expect_refused_object({.claims = {{"aud", "https://elsewhere.test"}}});
}

TEST_P(Ciba, ensure_request_object_missing_iss_fails) {
  expect_refused_object({.claims = {{"iss", nullptr}}});
}

TEST_P(Ciba, ensure_request_object_bad_iss_fails) {
  expect_refused_object({.claims = {{"iss", "https://elsewhere.test"}}});
}

TEST_P(Ciba, ensure_request_object_missing_exp_fails) {
  expect_refused_object({.claims = {{"exp", nullptr}}});
}

TEST_P(Ciba, ensure_request_object_expired_exp_fails) {
  expect_refused_object({.claims = {{"exp", at(-minutes{5})}, {"nbf", at(-minutes{10})}}});
}

TEST_P(Ciba, ensure_request_object_exp_is_70_minutes_in_future_fails) {
  expect_refused_object({.claims = {{"exp", at(minutes{70})}}});
}

TEST_P(Ciba, ensure_request_object_missing_iat_fails) {
  expect_refused_object({.claims = {{"iat", nullptr}}});
}

TEST_P(Ciba, ensure_request_object_missing_nbf_fails) {
  expect_refused_object({.claims = {{"nbf", nullptr}}});
}

TEST_P(Ciba, ensure_request_object_nbf_is_10_minutes_in_future_fails) {
  expect_refused_object({.claims = {{"nbf", at(minutes{10})}, {"exp", at(minutes{15})}}});
}

TEST_P(Ciba, ensure_request_object_nbf_is_70_minutes_in_past_fails) {
  expect_refused_object({.claims = {{"nbf", at(-minutes{70})}}});
}

TEST_P(Ciba, ensure_request_object_missing_jti_fails) {
  expect_refused_object({.claims = {{"jti", nullptr}}});
}

TEST_P(Ciba, a_request_object_is_good_once) {
  const JwtWish same{.claims = {{"jti", random_text()}}};
  EXPECT_EQ(start(first, {}, same).status, 200);
  expect_refused_object(same);
}

TEST_P(Ciba, ensure_request_object_signature_algorithm_is_none_fails) {
  expect_refused_object({.unsigned_ = true});
}

TEST_P(Ciba, ensure_request_object_signature_algorithm_is_bad_fails) {
  const auto good = signed_object(first, parameters());
  const auto header = codec::to_base64url(as_bytes(R"({"alg":"ES257","kid":"key"})"));
  expect_refused(send(first, {{"request", header + good.substr(good.find('.'))}}), kBadRequest);
}

TEST_P(Ciba, ensure_request_object_signature_algorithm_is_RS256_fails) {
  expect_refused_object({.key = second.key, .alg = jose::SignAlg::rs256});
}

TEST_P(Ciba, ensure_request_object_signed_by_other_client_fails) {
  expect_refused_object({.key = second.key, .alg = second.alg});
}

TEST_P(Ciba, ensure_authorization_request_with_multiple_hints_fails) {
  const auto hint = whole_flow(first).text("id_token");
  expect_refused(start(first, {{"id_token_hint", hint}}), {"invalid_request"});
}

TEST_P(Ciba, ensure_wrong_auth_req_id_in_token_endpoint_request) {
  auto id = started(first);
  expect_refused(poll(second, id).answer, {"invalid_grant"});
  id[id.size() / 2] = id[id.size() / 2] == 'a' ? 'b' : 'a';
  expect_refused(poll(first, id).answer, {"invalid_grant"});
}

TEST_P(Ciba, ensure_different_client_id_and_issuer_in_backchannel_authorization_request) {
  expect_refused_object({.claims = {{"iss", second.client.id}}});
}

TEST_P(Ciba, ensure_wrong_client_id_in_token_endpoint_request) {
  const auto id = started(first);
  expect_refused(poll(first, id, {.client_id = second.client.id}).answer,
                 {"invalid_client", "invalid_request", "invalid_grant"});
}

TEST_P(Ciba, ensure_wrong_client_id_in_backchannel_authorization_request) {
  expect_refused(start(first, {}, {}, {.client_id = second.client.id}), kBadClient);
}

TEST_P(Ciba, ensure_unsigned_backchannel_authorization_request_fails) {
  expect_refused(send(first, parameters()), kBadRequest);
}

TEST_P(Ciba, refresh_token) {
  const auto tokens = whole_flow(first, {{"scope", "openid offline_access"}});
  const auto token = tokens.text("refresh_token");
  ASSERT_GE(token.size(), 22u) << tokens.answer.body;
  const Fields form{{"grant_type", "refresh_token"}, {"refresh_token", token}};
  expect_refused(ask(second, form).answer, {"invalid_grant"});
  const auto next = ask(first, form);
  ASSERT_EQ(next.answer.status, 200) << next.answer.body;
  EXPECT_EQ(resource(first, next.text("access_token")).status, 200);
}

TEST_P(Ciba, ensure_mtls_holder_of_key_required) {
  const auto id = started(first);
  answer(first, true);
  expect_refused(poll(first, id, {.with_proof = false}).answer,
                 {"invalid_client", "invalid_request", "invalid_grant"});
}

// Client assertions.
class CibaAssertions : public Ciba {};

TEST_P(CibaAssertions, ensure_without_client_assertion_in_token_endpoint_request) {
  const auto id = started(first);
  expect_refused(poll(first, id, {.with_assertion = false}).answer, kBadClient);
}

TEST_P(CibaAssertions, ensure_without_client_assertion_in_backchannel_authorization_request) {
  expect_refused(start(first, {}, {}, {.with_assertion = false}), kBadClient);
}

TEST_P(
    CibaAssertions,
    ensure_client_assertion_signature_algorithm_in_backchannel_authorization_request_is_RS256_fails) {
  expect_refused(
      start(first, {}, {}, {.assertion = {.key = second.key, .alg = jose::SignAlg::rs256}}),
      kBadClient);
}

TEST_P(CibaAssertions,
       ensure_client_assertion_signature_algorithm_in_token_endpoint_request_is_RS256_fails) {
  const auto id = started(first);
  expect_refused(
      poll(first, id, {.assertion = {.key = second.key, .alg = jose::SignAlg::rs256}}).answer,
      kBadClient);
}

TEST_P(CibaAssertions, ensure_client_assertion_with_iss_aud_to_token_endpoint_succeeds) {
  const auto id = started(first);
  answer(first, true);
  check_tokens_of(first, poll(first, id, {.assertion = {.claims = {{"aud", provider.issuer()}}}}));
}

INSTANTIATE_TEST_SUITE_P(fapi_ciba_id1, Ciba,
                         ::testing::Values(kKeyPoll, kKeyPing, kMtlsPoll, kMtlsPing), ciba_name);
INSTANTIATE_TEST_SUITE_P(fapi_ciba_id1, CibaAssertions, ::testing::Values(kKeyPoll, kKeyPing),
                         ciba_name);

}  // namespace
}  // namespace tessera::conformance
