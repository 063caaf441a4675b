// Answers of userinfo and introspection as JWTs (OpenID Connect Core 5.3.2, RFC 9701).
#include "oauth/requests/query_answer.hpp"

#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};
const std::string kIssuer = "https://login.test";

class Answers : public testing::Test {
 protected:
  ClientEntry entry() const { return make_entry(approved(1, r), baseline()); }
  ResponseTarget target() const {
    return {.key = {.key = *jose::Key::from_public_der(key.public_der()), .kid = "k"},
            .alg = jose::KeyAlg::ecdh_es,
            .enc = jose::ContentAlg::a256gcm};
  }
  jose::Jwe open(const std::string& token) {
    return *jose::decrypt_jwe(
        token, {}, [&](const jose::JweHeader&) { return std::optional(key); }, random);
  }
  jose::Jws verify(const std::string& token, std::string typ) {
    const auto jws = signing.signer.verify_own(
        token, {.algorithms = {jose::SignAlg::es256, jose::SignAlg::rs256}, .typ = std::move(typ)});
    EXPECT_TRUE(jws) << jws.error().id;
    return jws.value_or(jose::Jws{});
  }
  jose::Key key = jose::Key::generate(crypto::KeyType::ec_p256);
  SeededRandom random{3};
  Signing signing;
  AnswerMaker maker{kIssuer, signing.signer, random};
  ClientRegistration r = portal();
};

TEST_F(Answers, UserinfoIsJsonUnlessOtherwiseRegistered) {
  const auto answer = userinfo_answer(maker, entry(), {}, R"({"sub":"s"})", kNow);
  EXPECT_EQ(answer.body, R"({"sub":"s"})");
  EXPECT_EQ(answer.content_type, "application/json");
}

TEST_F(Answers, SignedUserinfoNamesIssuerAndAudienceAndHasNoNonce) {
  r.userinfo_signed_response_alg = crypto::SignAlg::es256;
  const auto client = entry();
  const auto answer = userinfo_answer(maker, client, {}, R"({"sub":"s","email":"e"})", kNow);
  EXPECT_EQ(answer.content_type, "application/jwt");
  const auto claims = *codec::parse_json_object(verify(answer.body, "JWT").payload);
  EXPECT_EQ(std::string_view(claims.at("iss").as_string()), kIssuer);
  EXPECT_EQ(std::string_view(claims.at("aud").as_string()), client.client_id);
  EXPECT_EQ(claims.at("sub"), "s");
  EXPECT_EQ(claims.at("email"), "e");
  EXPECT_FALSE(claims.contains("nonce"));
}

TEST_F(Answers, EncryptedUserinfoIsNestedOnlyIfItIsSigned) {
  const auto plain = open(userinfo_answer(maker, entry(), target(), R"({"sub":"s"})", kNow).body);
  EXPECT_EQ(plain.header.cty, "");
  EXPECT_EQ(codec::parse_json_object(plain.plain)->at("sub"), "s");
  r.userinfo_signed_response_alg = crypto::SignAlg::es256;
  const auto nested = open(userinfo_answer(maker, entry(), target(), R"({"sub":"s"})", kNow).body);
  EXPECT_EQ(nested.header.cty, "JWT");
  EXPECT_EQ(nested.header.kid, "k");
  EXPECT_EQ(codec::parse_json_object(verify(nested.plain, "JWT").payload)->at("sub"), "s");
}

TEST_F(Answers, IntrospectionIsForTheCallerAndOfItsOwnType) {
  r.introspection_signed_response_alg = crypto::SignAlg::es256;
  const auto caller = entry();
  const auto answer = introspection_answer(maker, caller, {}, R"({"active":true,"sub":"s"})", kNow);
  EXPECT_EQ(answer.content_type, "application/token-introspection+jwt");
  const auto claims =
      *codec::parse_json_object(verify(answer.body, "token-introspection+jwt").payload);
  EXPECT_EQ(std::string_view(claims.at("iss").as_string()), kIssuer);
  EXPECT_EQ(std::string_view(claims.at("aud").as_string()), caller.client_id);
  EXPECT_EQ(claims.at("iat").as_int64(), to_unix(kNow));
  EXPECT_EQ(claims.at("token_introspection").at("sub"), "s");
  for (const auto* member : {"sub", "exp", "active", "scope"})
    EXPECT_FALSE(claims.contains(member)) << "RFC 9701 5: not a token of any kind";
  EXPECT_FALSE(signing.signer.verify_own(answer.body,
                                         {.algorithms = {jose::SignAlg::es256}, .typ = "at+jwt"}));
}

TEST_F(Answers, EncryptedIntrospectionIsSignedFirst) {
  r.introspection_signed_response_alg = crypto::SignAlg::es256;
  const auto nested =
      open(introspection_answer(maker, entry(), target(), R"({"active":false})", kNow).body);
  EXPECT_EQ(nested.header.cty, "JWT");
  const auto claims =
      *codec::parse_json_object(verify(nested.plain, "token-introspection+jwt").payload);
  EXPECT_EQ(claims.at("token_introspection"), (boost::json::object{{"active", false}}));
}

}  // namespace
}  // namespace tessera::oauth
