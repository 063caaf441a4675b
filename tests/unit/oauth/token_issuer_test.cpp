#include "oauth/tokens/token_issuer.hpp"

#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/authorization_details.hpp>
#include <tessera/oauth/metadata.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/requests/id_token_hint.hpp"
#include "oauth/tokens/authorization_code.hpp"
#include "oauth/tokens/token_cache.hpp"
#include "oauth/tokens/token_verifier_impl.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};
constexpr std::string_view kIssuer = "https://login.test";

TEST(ClaimsText, IsJsonWhateverTheValues) {
  ClaimsText out;
  std::string all;
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  out.text("a\"b", all);
  out.number("n", -5);
  out.list("l", {"x\\", ""});
  out.text_if("no", "");
  const auto parsed = codec::parse_json_object(std::move(out).finish());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(std::string_view(parsed->at("a\"b").as_string()), all);
  EXPECT_EQ(parsed->at("n").as_int64(), -5);
  EXPECT_EQ(parsed->at("l"), (boost::json::array{"x\\", ""}));
  EXPECT_FALSE(parsed->contains("no"));
  EXPECT_EQ(ClaimsText().finish(), "{}");
}

TEST(HalfHash, FollowsTheSpecificationsExample) {
  // OpenID Connect Core A.3: access token and at_hash of the example.
  EXPECT_EQ(half_hash(crypto::SignAlg::rs256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ");
}

TEST(AcrToName, IsTheBestRequestedOneThatWasReached) {
  const std::string aal1(kAcrAal1), aal2(kAcrAal2), aal3(kAcrAal3);
  EXPECT_EQ(acr_to_name(Acr::aal2, {}), aal2);
  EXPECT_EQ(acr_to_name(Acr::aal2, {aal1}), aal1);
  EXPECT_EQ(acr_to_name(Acr::aal2, {aal3, aal1, aal2}), aal2);
  EXPECT_EQ(acr_to_name(Acr::aal1, {aal2, "x"}), aal1) << "never above what was reached";
  const std::string substantial(kLoaSubstantial);
  EXPECT_EQ(acr_to_name(Acr::aal2, {substantial}), substantial) << "the identity was looked at";
  EXPECT_EQ(acr_to_name(Acr::aal1, {substantial}), aal1);
}

class Issuing : public testing::Test {
 protected:
  Issuing() : issuer(std::string(kIssuer), signing.signer, random) {}
  AccessTokenSpec spec() {
    return {.client = entry,
            .subject = "sub",
            .scope = "openid email",
            .audience = {"https://api.test", std::string(kIssuer)},
            .grant = id_of(3),
            .session = id_of(4),
            .claims = &names,
            .roles = {.roles = {"registrar"},
                      .groups = {"u1"},
                      .entitlements = R"([{"type":"role","value":"registrar","unit":"u1"}])"},
            .acr = kAcrAal2,
            .auth_time = kNow - hours{1},
            .now = kNow};
  }
  std::vector<std::string> names{"email"};
  static ClientRegistration with_roles() {
    auto r = portal();
    r.roles_claim = true;
    return r;
  }
  ClientEntry entry = make_entry(approved(1, with_roles()), baseline());
  SeededRandom random{4};
  Signing signing;
  TokenIssuer issuer;
};

TEST_F(Issuing, AccessTokensAreReadBackWhole) {
  const auto made = issuer.access_token(spec());
  const auto read = read_access_token(made.text, signing.signer, kIssuer, kNow);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->subject, "sub");
  EXPECT_EQ(read->client_id, entry.client_id);
  EXPECT_EQ(read->jti, made.jti);
  EXPECT_EQ(read->grant, id_of(3));
  EXPECT_EQ(read->session, id_of(4));
  EXPECT_EQ(read->claims, names);
  EXPECT_EQ(read->roles, std::vector<std::string>{"registrar"});
  EXPECT_EQ(read->groups, std::vector<std::string>{"u1"});
  EXPECT_EQ(read->entitlements, spec().roles.entitlements);
  EXPECT_EQ(read->acr, Acr::aal2);
  EXPECT_EQ(read->auth_time, kNow - hours{1});
  EXPECT_EQ(read->expires, kNow + seconds{300});
  EXPECT_TRUE(read->has_scope("email"));
  EXPECT_FALSE(read->has_scope("mail"));
  EXPECT_FALSE(read->has_scope("openid email"));
  EXPECT_TRUE(read->is_for("https://api.test"));
  EXPECT_FALSE(read->is_for("https://api.tes"));
}

TEST_F(Issuing, AccessTokensEndAndAreOfThisIssuerAndType) {
  const auto text = issuer.access_token(spec()).text;
  EXPECT_TRUE(read_access_token(text, signing.signer, kIssuer, kNow + seconds{299}));
  EXPECT_FALSE(read_access_token(text, signing.signer, kIssuer, kNow + seconds{300}));
  EXPECT_FALSE(read_access_token(text, signing.signer, "https://other.test", kNow));
  auto r = portal();
  r.id_token_signed_response_alg = crypto::SignAlg::es256;
  const auto logout =
      issuer.logout_token(make_entry(approved(1, r), baseline()), "sub", id_of(4), kNow);
  EXPECT_FALSE(read_access_token(logout, signing.signer, kIssuer, kNow));
  EXPECT_FALSE(read_id_token_hint(logout, signing.signer, kIssuer, kNow))
      << "nor is it an ID token";
  const Signing other;
  EXPECT_FALSE(read_access_token(text, other.signer, kIssuer, kNow));
}

TEST_F(Issuing, EveryTokenHasItsOwnName) {
  EXPECT_NE(issuer.access_token(spec()).jti, issuer.access_token(spec()).jti);
}

TEST(Codes, CarryTheirGrantAnd256RandomBits) {
  SeededRandom random(8);
  const auto code = make_code(kNow, random);
  EXPECT_EQ(code.text.size(), 64u);
  const auto parsed = parse_code(code.text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->grant, code.grant);
  EXPECT_EQ(parsed->hash, code.hash);
  EXPECT_EQ(time_of_uuid7(code.grant), kNow);
  EXPECT_FALSE(parse_code(code.text.substr(1)));
  EXPECT_FALSE(parse_code(code.text + "AAAA"));
}

TEST(Cache, StaysWithinItsBudgetAndKeepsWhatIsAskedFor) {
  TokenCache cache(1u << 20);
  const auto key = [](int i) { return crypto::sha256(as_bytes(std::to_string(i))); };
  const auto token =
      std::make_shared<const AccessToken>(AccessToken{.scope = std::string(1000, 'x')});
  for (int i = 0; i < 5000; ++i) {
    cache.put(key(i), token);
    EXPECT_TRUE(cache.find(key(0))) << i;
  }
  EXPECT_LE(cache.bytes(), (1u << 20) + 16 * 2000);
  EXPECT_FALSE(cache.find(key(1))) << "long unused";
  EXPECT_TRUE(cache.find(key(4999)));
}

TEST(Discovery, NamesTheRulesOfTheDeployment) {
  const auto document = codec::parse_json_object(discovery_document(kIssuer, {}, {}, "eidas"));
  EXPECT_EQ(document->at("trust_frameworks_supported"), boost::json::array{"eidas"});
}

// What userinfo has written to the ledger, and the persons behind pairwise subjects: a portal with
// many tokens that are used in turn must not push out what it will ask for next.
TEST(Cache, OfSmallValuesHoldsTensOfThousandsThatAreAskedForInTurn) {
  Recent<Uuid> persons(4u << 20);  // an eighth of the cache of tokens by default
  const auto key = [](int i) { return crypto::sha256(as_bytes(std::to_string(i))); };
  for (int i = 0; i < 20'000; ++i) persons.put(key(i), Uuid{});
  for (int i = 0; i < 20'000; ++i) EXPECT_TRUE(persons.find(key(i))) << i;
  EXPECT_LE(persons.bytes(), 4u << 20);
}

TEST(Discovery, SaysWhatIsServedAndNoMore) {
  const std::vector<std::string> locales{"en", "de"};
  const auto document = codec::parse_json_object(discovery_document(kIssuer, locales));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->at("issuer"), boost::json::value(kIssuer));
  EXPECT_EQ(document->at("response_types_supported"), boost::json::array{"code"});
  EXPECT_EQ(document->at("code_challenge_methods_supported"), boost::json::array{"S256"});
  EXPECT_EQ(document->at("request_uri_parameter_supported"), boost::json::value(true));
  EXPECT_EQ(document->at("require_request_uri_registration"), boost::json::value(true));
  EXPECT_EQ(document->at("pushed_authorization_request_endpoint"), "https://login.test/oauth2/par");
  EXPECT_EQ(document->at("authorization_details_types_supported").as_array().size(),
            DetailsCatalogue::standard().all().size());
  for (const auto& [name, value] : *document) {
    if (std::string_view(name).ends_with("_endpoint") || name == "jwks_uri") {
      EXPECT_TRUE(std::string_view(value.as_string()).starts_with("https://login.test/")) << name;
    }
  }
}

}  // namespace
}  // namespace tessera::oauth
