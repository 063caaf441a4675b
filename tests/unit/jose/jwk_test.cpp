#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/jose/jwk.hpp>

#include "vectors.hpp"

namespace tessera::jose {
namespace {

Result<Jwk> parse(std::string_view json) {
  return parse_jwk(*codec::parse_json_object(json));
}

std::string error_of(std::string_view json) {
  const auto jwk = parse(json);
  return jwk ? "accepted" : jwk.error().id;
}

// Adds a member to a JWK's text.
std::string with(std::string jwk, std::string_view member) {
  return jwk.insert(1, std::string(member) + ",");
}

TEST(Jwk, ThumbprintsMatchRfc7638AndRfc8037) {
  EXPECT_EQ(thumbprint(parse(vectors::kThumbprintJwk)->key), vectors::kThumbprint);
  EXPECT_EQ(thumbprint(parse(vectors::kEdJwk)->key), vectors::kEdThumbprint);
  const auto decorated =
      with(vectors::kThumbprintJwk, R"("alg":"RS256","kid":"2011-04-29","use":"sig")");
  EXPECT_EQ(thumbprint(parse(decorated)->key), vectors::kThumbprint);
}

TEST(Jwk, WritesWhatItReads) {
  for (const auto& text : {vectors::kRsaJwk, vectors::kEcJwk, vectors::kEdJwk}) {
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_jwk(parsed->key), *codec::parse_json_object(text));
  }
}

TEST(Jwk, NamesItsKeyAlgorithmAndUse) {
  const auto key = parse(vectors::kEcJwk)->key;
  const auto again = parse(boost::json::serialize(to_jwk(key, "k1", SignAlg::es256)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kid, "k1");
  EXPECT_EQ(again->alg, SignAlg::es256);
  EXPECT_EQ(to_jwk(key, "k1").at("use"), "sig");
}

TEST(Jwk, PrivateAndSymmetricPartsAreRefused) {
  for (const auto* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    EXPECT_EQ(error_of(with(vectors::kRsaJwk, '"' + std::string(member) + R"(":"AQ")")),
              "jwk.private");
    EXPECT_EQ(error_of(with(vectors::kEcJwk, '"' + std::string(member) + R"(":"AQ")")),
              "jwk.private");
  }
  EXPECT_EQ(error_of(R"({"kty":"oct","k":"AyM1"})"), "jwk.private");
}

TEST(Jwk, WeakRsaIsRefused) {
  const std::string short_modulus = "u" + std::string(169, 'x') + "w";  // 1024 bits
  EXPECT_EQ(error_of(vectors::rsa_jwk(short_modulus)), "jwk.weak");
  auto small_exponent = vectors::kRsaJwk;
  small_exponent.replace(small_exponent.find("AQAB"), 4, "Aw");
  EXPECT_EQ(error_of(small_exponent), "jwk.weak");
}

TEST(Jwk, PointsOffTheCurveAreRefused) {
  auto off_curve = vectors::kEcJwk;
  off_curve.replace(off_curve.find("x_FE"), 4, "x_FF");
  EXPECT_EQ(error_of(off_curve), "jwk.point");
}

TEST(Jwk, OtherKeysCurvesAlgorithmsAndUsesAreUnsupported) {
  auto p384 = vectors::kEcJwk;
  p384.replace(p384.find("P-256"), 5, "P-384");
  EXPECT_EQ(error_of(p384), "jwk.unsupported");
  EXPECT_EQ(error_of(R"({"kty":"OKP","crv":"X448","x":"AQ"})"), "jwk.unsupported");
  const std::string agrees =
      R"({"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"})";
  EXPECT_EQ(error_of(agrees), "jwk.unsupported") << "it signs nothing";
  EXPECT_EQ(error_of(R"({"kty":"new"})"), "jwk.unsupported");
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("use":"enc")")), "jwk.unsupported");
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("alg":"RS256")")), "jwk.unsupported");
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("alg":"HS256")")), "jwk.unsupported");
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("key_ops":["encrypt"])")), "jwk.unsupported");
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("key_ops":["verify"])")), "accepted");
}

TEST(Jwk, MissingOrMistypedMembersAreMalformed) {
  for (const auto* text :
       {R"({})", R"({"kty":1})", R"({"kty":"RSA","n":"AQ"})", R"({"kty":"RSA","n":"","e":"AQAB"})",
        R"({"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"})", R"({"kty":"EC","crv":"P-256","x":"AQ"})",
        R"({"kty":"OKP","crv":"Ed25519","x":"A"})", R"({"kty":"OKP","crv":"Ed25519","x":"AQ"})"}) {
    EXPECT_EQ(error_of(text), "jwk.malformed") << text;
  }
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("kid":7)")), "jwk.malformed");
  EXPECT_EQ(error_of(with(vectors::kEcJwk, R"("alg":null)")), "jwk.malformed");
}

TEST(Jwks, LeavesOutUnsupportedKeysAndRefusesBrokenOnes) {
  const auto set = [](const std::string& keys) { return parse_jwks(R"({"keys":[)" + keys + "]}"); };
  const auto mixed =
      set(with(vectors::kEcJwk, R"("kid":"a")") + R"(,{"kty":"new"},)" + vectors::kEdJwk);
  ASSERT_TRUE(mixed);
  ASSERT_EQ(mixed->size(), 2u);
  EXPECT_EQ(mixed->at(0).kid, "a");
  EXPECT_FALSE(set(vectors::kEcJwk + R"(,{"kty":"OKP","crv":"Ed25519","x":"AQ"})"));
  EXPECT_FALSE(set(with(vectors::kEcJwk, R"("d":"AQ")")));
  const auto named = with(vectors::kEcJwk, R"("kid":"a")");
  EXPECT_FALSE(set(named + "," + named));
  EXPECT_FALSE(set("7"));
  for (const auto* text : {"", "[]", "{}", R"({"keys":{}})"})
    EXPECT_FALSE(parse_jwks(text)) << text;
}

}  // namespace
}  // namespace tessera::jose
