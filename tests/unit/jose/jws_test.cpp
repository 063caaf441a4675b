#include <gtest/gtest.h>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/jose/jws.hpp>

#include "vectors.hpp"

namespace tessera::jose {
namespace {

Key key_from(const std::string& jwk) {
  return parse_jwk(*codec::parse_json_object(jwk))->key;
}

FindKey always(Key key) {
  return [key = std::move(key)](const JwsHeader&) { return std::optional(key); };
}

std::string error_of(std::string_view token, const JwsRules& rules, const Key& key) {
  const auto verified = verify_jws(token, rules, always(key));
  return verified ? "accepted" : verified.error().id;
}

const JwsRules kAll{.algorithms = {SignAlg::rs256, SignAlg::ps256, SignAlg::es256, SignAlg::eddsa}};

TEST(Jws, VerifiesTheExamplesOfTheStandards) {
  struct Vector {
    SignAlg alg;
    std::string token, jwk, payload;
  };
  const Vector examples[] = {
      {SignAlg::rs256, vectors::kRs256, vectors::kRsaJwk, vectors::kJoePayload},
      {SignAlg::es256, vectors::kEs256, vectors::kEcJwk, vectors::kJoePayload},
      {SignAlg::eddsa, vectors::kEdDsa, vectors::kEdJwk, vectors::kEdPayload},
      {SignAlg::ps256, vectors::kPs256, vectors::kPsJwk,
       "It’s a dangerous business, Frodo, going out your door."}};
  for (const auto& [alg, token, jwk, payload] : examples) {
    const auto verified = verify_jws(token, {.algorithms = {alg}}, always(key_from(jwk)));
    ASSERT_TRUE(verified) << token;
    EXPECT_EQ(verified->payload, payload);
    EXPECT_EQ(verified->header.alg, alg);
  }
}

TEST(Jws, PssSaltsAreAsLongAsTheDigest) {
  EXPECT_EQ(error_of(vectors::kPs256ShortSalt, kAll, key_from(vectors::kPsJwk)), "jws.signature");
}

class SignedJws : public testing::Test {
 protected:
  std::string sign(const std::string& header, std::string_view payload = "{}") const {
    return sign_jws(key, SignAlg::es256, codec::to_base64url(as_bytes(header)), payload);
  }
  std::string error_of_header(const std::string& header) const {
    return error_of(sign(header), rules, key);
  }

  Key key = Key::generate(crypto::KeyType::ec_p256);
  JwsRules rules{.algorithms = {SignAlg::es256}, .typ = "at+jwt"};
  std::string token = sign(R"({"alg":"ES256","typ":"at+jwt","kid":"k1"})", R"({"sub":"1"})");
};

TEST_F(SignedJws, IsAcceptedAndSaysWhichKey) {
  const auto verified =
      verify_jws(token, rules, [&](const JwsHeader& header) -> std::optional<Key> {
        EXPECT_EQ(header.kid, "k1");
        return key;
      });
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->payload, R"({"sub":"1"})");
  EXPECT_EQ(verified->header.typ, "at+jwt");
}

TEST_F(SignedJws, NoneIsNeverAnAlgorithm) {
  EXPECT_EQ(error_of(vectors::kNone, kAll, key), "jws.algorithm");
  for (const auto* name : {"none", "None", "NONE", "nOnE", ""}) {
    EXPECT_EQ(error_of_header(R"({"typ":"at+jwt","alg":")" + std::string(name) + R"("})"),
              "jws.algorithm");
  }
}

TEST_F(SignedJws, AStrippedSignatureIsRefused) {
  const auto last = token.rfind('.');
  EXPECT_EQ(error_of(token.substr(0, last + 1), rules, key), "jws.signature");
  EXPECT_EQ(error_of(token.substr(0, last), rules, key), "jws.malformed");
}

TEST_F(SignedJws, SymmetricAlgorithmsAreNotConfusedWithPublicKeys) {
  EXPECT_EQ(error_of(vectors::kHs256, kAll, key_from(vectors::kRsaJwk)), "jws.algorithm");
  for (const auto* name : {"HS256", "HS384", "HS512", "RS384", "ES384", "es256", "ES256K"}) {
    EXPECT_EQ(error_of_header(R"({"typ":"at+jwt","alg":")" + std::string(name) + R"("})"),
              "jws.algorithm");
  }
}

TEST_F(SignedJws, AnAlgorithmOffTheListIsRefusedEvenIfTheSignatureHolds) {
  EXPECT_EQ(error_of(vectors::kRs256, {.algorithms = {SignAlg::es256}}, key_from(vectors::kRsaJwk)),
            "jws.algorithm");
  EXPECT_EQ(error_of(token, {.algorithms = {}, .typ = "at+jwt"}, key), "jws.algorithm");
}

TEST_F(SignedJws, AnAlgorithmThatDoesNotFitTheKeyIsRefused) {
  EXPECT_EQ(error_of(token, rules, key_from(vectors::kRsaJwk)), "jws.algorithm");
}

TEST_F(SignedJws, AForeignKeyIsRefused) {
  EXPECT_EQ(error_of(token, rules, Key::generate(crypto::KeyType::ec_p256)), "jws.signature");
}

TEST_F(SignedJws, AnUnknownKeyIsRefused) {
  const auto verified = verify_jws(token, rules, [](const JwsHeader&) { return std::nullopt; });
  EXPECT_EQ(verified.error().id, "jws.key");
}

TEST_F(SignedJws, ATokenOfAnotherTypIsRefused) {
  for (const auto* header :
       {R"({"alg":"ES256"})", R"({"alg":"ES256","typ":"JWT"})",
        R"({"alg":"ES256","typ":"logout+jwt"})", R"({"alg":"ES256","typ":""})"}) {
    EXPECT_EQ(error_of_header(header), "jws.typ") << header;
  }
  rules.typ = "JWT";
  EXPECT_EQ(error_of(token, rules, key), "jws.typ");
  EXPECT_EQ(error_of_header(R"({"alg":"ES256"})"), "accepted");
  EXPECT_EQ(error_of_header(R"({"alg":"ES256","typ":"jwt"})"), "accepted");
}

TEST_F(SignedJws, TypIsAMediaTypeWithoutCase) {
  EXPECT_EQ(error_of_header(R"({"alg":"ES256","typ":"AT+JWT"})"), "accepted");
  EXPECT_EQ(error_of_header(R"({"alg":"ES256","typ":"application/at+jwt"})"), "accepted");
}

TEST_F(SignedJws, CriticalExtensionsAreRefused) {
  for (const auto* header : {R"({"alg":"ES256","typ":"at+jwt","crit":["exp"],"exp":1})",
                             R"({"alg":"ES256","typ":"at+jwt","crit":[]})",
                             R"({"alg":"ES256","typ":"at+jwt","b64":false,"crit":["b64"]})",
                             R"({"alg":"ES256","typ":"at+jwt","b64":false})"}) {
    EXPECT_EQ(error_of_header(header), "jws.crit") << header;
  }
}

TEST_F(SignedJws, DuplicateHeaderMembersAreRefused) {
  EXPECT_EQ(error_of_header(R"({"alg":"none","typ":"at+jwt","alg":"ES256"})"), "jws.malformed");
}

TEST_F(SignedJws, HeadersThatAreNotStrictJsonObjectsAreRefused) {
  for (const auto* header :
       {"", "[]", "null", "{", R"({"alg":"ES256","typ":"at+jwt"}x)", R"({"alg":"ES256","typ":7})",
        R"({"alg":"ES256","typ":"at+jwt","kid":[]})"}) {
    EXPECT_EQ(error_of_header(header), "jws.malformed") << header;
  }
  EXPECT_EQ(error_of_header(R"({"typ":"at+jwt"})"), "jws.algorithm");
  EXPECT_EQ(error_of_header(R"({"typ":"at+jwt","alg":["ES256"]})"), "jws.algorithm");
}

TEST_F(SignedJws, EveryAlteredCharacterIsNoticed) {
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(error_of(altered, rules, key), "accepted") << i;
  }
}

TEST_F(SignedJws, OtherSerialisationsAndSizesAreRefused) {
  for (const auto& text : {std::string(), std::string("."), std::string(".."), std::string("a.b"),
                           token + ".", token + "=", token + "\n", " " + token, token + ".x.y",
                           std::string(R"({"payload":"e30","protected":"e30","signature":""})")}) {
    EXPECT_EQ(error_of(text, rules, key), "jws.malformed") << text;
  }
  rules.max_bytes = token.size() - 1;
  EXPECT_EQ(error_of(token, rules, key), "jws.malformed");
}

TEST_F(SignedJws, PeekingKeepsTheHeaderRules) {
  EXPECT_EQ(peek_header(token, rules)->kid, "k1");
  EXPECT_EQ(peek_header(vectors::kNone, kAll).error().id, "jws.algorithm");
  EXPECT_EQ(peek_payload(token), R"({"sub":"1"})");
  EXPECT_FALSE(peek_payload("a.b"));
}

TEST_F(SignedJws, HeadersCarryWhatTheirSignerSays) {
  const auto header = encode_header(SignAlg::es256, "k9", "dpop+jwt", {{"jwk", to_jwk(key)}});
  rules.typ = "dpop+jwt";
  const auto verified =
      verify_jws(sign_jws(key, SignAlg::es256, header, "{}"), rules, [](const JwsHeader& h) {
        return std::optional(parse_jwk(h.members.at("jwk").as_object())->key);
      });
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->header.kid, "k9");
}

}  // namespace
}  // namespace tessera::jose
