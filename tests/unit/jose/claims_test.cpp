#include <gtest/gtest.h>

#include <tessera/jose/claims.hpp>

namespace tessera::jose {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;

std::string check(std::string_view json, ClaimRules rules = {}, std::int64_t now = kNow) {
  const auto claims = parse_claims(json);
  if (!claims) return claims.error().id;
  const auto result = check_claims(*claims, rules, from_unix(now));
  return result ? "accepted" : result.error().id;
}

std::string at(std::string_view claim, std::int64_t time) {
  return "{\"" + std::string(claim) + "\":" + std::to_string(time) + "}";
}

TEST(Claims, AreReadOnceIntoValues) {
  const auto claims = parse_claims(
      R"({"iss":"https://id.example","sub":"p","aud":["a","b"],"exp":1800000000,"iat":1799999999.5,"jti":"j","x":1})");
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->iss, "https://id.example");
  EXPECT_EQ(claims->sub, "p");
  EXPECT_EQ(claims->jti, "j");
  EXPECT_EQ(claims->aud, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(claims->exp, from_unix(kNow));
  EXPECT_EQ(claims->iat, from_unix(kNow) - milliseconds{500});
  EXPECT_FALSE(claims->nbf);
  EXPECT_EQ(claims->members.at("x"), 1);
  EXPECT_EQ(parse_claims(R"({"aud":"one"})")->aud, std::vector<std::string>{"one"});
}

TEST(Claims, MistypedOnesAreMalformed) {
  for (const auto* json :
       {"", "[]", R"({"iss":1})", R"({"sub":null})", R"({"aud":1})", R"({"aud":["a",1]})",
        R"({"exp":"1800000000"})", R"({"exp":-1})", R"({"exp":1e300})", R"({"iat":true})",
        R"({"exp":253402300800})", R"({"sub":"a","sub":"b"})"}) {
    EXPECT_EQ(check(json), "jwt.malformed") << json;
  }
}

TEST(Claims, AnExpiredTokenIsRefusedFromItsLastSecondPlusLeeway) {
  EXPECT_EQ(check(at("exp", kNow + 1)), "accepted");
  EXPECT_EQ(check(at("exp", kNow - 29)), "accepted");
  EXPECT_EQ(check(at("exp", kNow - 30)), "jwt.expired");
  EXPECT_EQ(check(at("exp", kNow), {.leeway = seconds{0}}), "jwt.expired");
  EXPECT_EQ(check(at("exp", kNow - 9999), {.accept_expired = true}), "accepted");
}

TEST(Claims, ATokenWithoutExpiryIsRefusedUnlessTheRulesAllowIt) {
  EXPECT_EQ(check("{}"), "jwt.expired");
  EXPECT_EQ(check("{}", {.require_exp = false}), "accepted");
}

TEST(Claims, AnEarlyTokenIsRefused) {
  const ClaimRules rules{.require_exp = false};
  EXPECT_EQ(check(at("nbf", kNow + 30), rules), "accepted");
  EXPECT_EQ(check(at("nbf", kNow + 31), rules), "jwt.early");
  EXPECT_EQ(check(at("iat", kNow + 31), rules), "jwt.early");
}

TEST(Claims, AStaleTokenIsRefused) {
  const ClaimRules rules{.require_exp = false, .max_age = seconds{60}};
  EXPECT_EQ(check(at("iat", kNow - 90), rules), "accepted");
  EXPECT_EQ(check(at("iat", kNow - 91), rules), "jwt.stale");
  EXPECT_EQ(check("{}", rules), "jwt.stale");
}

TEST(Claims, IssuerAndAudienceMustBeTheWantedOnes) {
  const ClaimRules rules{
      .issuer = "https://id.example", .audience = "portal", .require_exp = false};
  EXPECT_EQ(check(R"({"iss":"https://id.example","aud":["x","portal"]})", rules), "accepted");
  EXPECT_EQ(check(R"({"iss":"https://id.example/","aud":"portal"})", rules), "jwt.issuer");
  EXPECT_EQ(check(R"({"aud":"portal"})", rules), "jwt.issuer");
  EXPECT_EQ(check(R"({"iss":"https://id.example","aud":"portal2"})", rules), "jwt.audience");
  EXPECT_EQ(check(R"({"iss":"https://id.example"})", rules), "jwt.audience");
}

}  // namespace
}  // namespace tessera::jose
