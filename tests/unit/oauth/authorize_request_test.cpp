#include <gtest/gtest.h>

#include <tessera/codec/base64url.hpp>
#include <tessera/oauth/authorize_request.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};

AuthorizeRequest full() {
  AuthorizeRequest r{.client_id = "c", .redirect_uri = "https://p.test/cb?x=1"};
  r.response_type = {.code = true, .id_token = true};
  r.response = {ResponseMode::form_post, true};
  r.dpop_jkt = "jkt";
  r.authorization_details = R"([{"type":"a"}])";
  r.resources = {"https://api.test/"};
  r.pushed = "name";
  r.scopes = {"openid", "email"};
  r.state = "s \"1\"";
  r.nonce = "n";
  r.code_challenge = "ch";
  r.prompts = {"login"};
  r.max_age = seconds{5};
  r.acr_values = {"a", "b"};
  r.claims = {{{"name", true, {}}}, {{"acr", true, {"x", "y"}}}};
  r.login_hint = "anna";
  r.hinted_subject = "sub";
  r.ui_locales = "de en";
  r.created = kNow;
  r.tried = true;
  return r;
}

TEST(SealedRequest, KeepsEveryMember) {
  const auto keys = make_ring();
  SeededRandom random(2);
  const auto opened = open_request(seal_request(full(), keys, random), keys, kNow);
  ASSERT_TRUE(opened);
  const auto& r = opened->request;
  const auto f = full();
  EXPECT_FALSE(opened->stale);
  EXPECT_EQ(r.client_id, f.client_id);
  EXPECT_EQ(r.redirect_uri, f.redirect_uri);
  EXPECT_EQ(r.response_type, f.response_type);
  EXPECT_EQ(r.response, f.response);
  EXPECT_EQ(r.dpop_jkt, f.dpop_jkt);
  EXPECT_EQ(r.authorization_details, f.authorization_details);
  EXPECT_EQ(r.resources, f.resources);
  EXPECT_EQ(r.pushed, f.pushed);
  EXPECT_EQ(r.scopes, f.scopes);
  EXPECT_EQ(r.state, f.state);
  EXPECT_EQ(r.nonce, f.nonce);
  EXPECT_EQ(r.code_challenge, f.code_challenge);
  EXPECT_EQ(r.prompts, f.prompts);
  EXPECT_EQ(r.max_age, f.max_age);
  EXPECT_EQ(r.acr_values, f.acr_values);
  ASSERT_EQ(r.claims.id_token.size(), 1u);
  EXPECT_EQ(r.claims.id_token[0].values, f.claims.id_token[0].values);
  EXPECT_EQ(r.login_hint, f.login_hint);
  EXPECT_EQ(r.hinted_subject, f.hinted_subject);
  EXPECT_EQ(r.ui_locales, f.ui_locales);
  EXPECT_EQ(r.created, f.created);
  EXPECT_TRUE(r.tried);
}

TEST(SealedRequest, SaysNothingInClearAndDiffersEachTime) {
  const auto keys = make_ring();
  SeededRandom random(2);
  const auto one = seal_request(full(), keys, random);
  EXPECT_NE(one, seal_request(full(), keys, random));
  EXPECT_EQ(as_text(*codec::from_base64url(one)).find("anna"), std::string_view::npos);
}

TEST(SealedRequest, IsStaleAfterADayAndInvalidWhenAltered) {
  const auto keys = make_ring();
  SeededRandom random(2);
  auto sealed = seal_request(full(), keys, random);
  EXPECT_FALSE(open_request(sealed, keys, kNow + hours{24})->stale);
  EXPECT_TRUE(open_request(sealed, keys, kNow + hours{24} + seconds{1})->stale);
  EXPECT_FALSE(open_request(sealed, make_ring(9), kNow));
  EXPECT_FALSE(open_request("", keys, kNow));
  sealed[20] = sealed[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(open_request(sealed, keys, kNow));
}

TEST(ClaimsRequest, ReadsWhatItUnderstandsAndIgnoresTheRest) {
  const auto claims = parse_claims_request(
      R"({"userinfo":{"name":null,"email":{"essential":true,"other":1}},"id_token":{"acr":{"value":"a","values":["b",1]}},"x":1})");
  ASSERT_TRUE(claims);
  ASSERT_EQ(claims->userinfo.size(), 2u);
  EXPECT_FALSE(claims->userinfo[0].essential);
  EXPECT_TRUE(claims->userinfo[1].essential);
  EXPECT_EQ(claims->id_token[0].values, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(parse_claims_request(R"({"userinfo":null})"));
}

TEST(ClaimsRequest, RefusesWrongShapes) {
  for (const auto* bad :
       {"", "[]", "{\"userinfo\":[]}", R"({"id_token":{"a":1}})",
        R"({"id_token":{"a":{"essential":"yes"}}})", R"({"id_token":{},"id_token":{}})"}) {
    EXPECT_FALSE(parse_claims_request(bad)) << bad;
  }
  std::string many = R"({"userinfo":{)";
  for (int i = 0; i < 51; ++i) many += (i > 0 ? ",\"c" : "\"c") + std::to_string(i) + "\":null";
  EXPECT_FALSE(parse_claims_request(many + "}}"));
}

}  // namespace
}  // namespace tessera::oauth
