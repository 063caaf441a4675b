// Registrations: their JSON, their rules.
#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>

#include <tessera/oauth/grant_types.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

std::vector<std::string> wrong_fields(const Result<void>& checked) {
  std::vector<std::string> out;
  if (!checked) {
    for (const auto& field : checked.error().fields) out.push_back(field.field + " " + field.id);
  }
  return out;
}

std::vector<std::string> check(ClientRegistration r) {
  return wrong_fields(check_registration(r, baseline()));
}
using Wrong = std::vector<std::string>;

TEST(Registration, SurvivesItsJson) {
  auto r = portal();
  r.texts = {{"de", "Parken", "Ausweise"}};
  r.expires = from_unix(1'900'000'000);
  r.roles_claim = true;
  r.role_filter = {"registrar"};
  r.role_claims_in = {"userinfo"};
  r.permission_namespace = "permits";
  r.resource_types = {{"permit", "read edit:own", "payer", "assured"}};
  r.minimum_ial = Ial::ial2;
  r.minimum_acr = Acr::aal2_phr;
  r.served_audiences = {"https://api.test"};
  r.id_token_signed_response_alg = crypto::SignAlg::eddsa;
  r.subject_type = SubjectType::public_id;
  const auto again = parse_registration(to_json(r));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json(*again), to_json(r));
  EXPECT_EQ(again->expires, r.expires);
  EXPECT_EQ(again->minimum_ial, Ial::ial2);
  EXPECT_EQ(again->role_claims_in, r.role_claims_in);
  ASSERT_EQ(again->resource_types.size(), 1u);
  EXPECT_EQ(again->resource_types[0].actions, "read edit:own");
  EXPECT_EQ(again->served_audiences, r.served_audiences);
  EXPECT_FALSE(parse_registration({{"minimum_ial", "ial4"}}));
  EXPECT_EQ(again->minimum_acr, Acr::aal2_phr);
  for (const auto* wrong : {"aal2", "", "urn:tessera:loa:high"})
    EXPECT_FALSE(parse_registration({{"minimum_acr", wrong}})) << wrong;
  EXPECT_EQ(again->claims[1].purpose, "to send it");
}

TEST(Registration, NamesEveryWrongMember) {
  const auto json = codec::parse_json_object(
      R"({"name":1,"scopes":"openid","claims":[{"claim":"email","why":"x"}],"expires":"soon","unknown":true,"skip_consent":0})");
  const auto parsed = parse_registration(*json);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().id, "client.invalid");
  EXPECT_EQ(parsed.error().fields.size(), 6u);
}

TEST(Registration, TextsByLocale) {
  auto r = portal();
  r.texts = {{"de", "Parken", "Ausweise"}};
  EXPECT_EQ(name_in(r, "de-AT"), "Parken");
  EXPECT_EQ(name_in(r, "fr"), "Parking");
}

TEST(CheckRegistration, AcceptsAPortal) {
  EXPECT_EQ(check(portal()), Wrong{});
}

TEST(CheckRegistration, WantsSomebodyWhoAnswersForIt) {
  ClientRegistration r;
  r.redirect_uris = {"https://p.test/cb"};
  EXPECT_EQ(check(r), (Wrong{"/name required", "/owner required", "/contacts required"}));
}

TEST(CheckRegistration, RefusesOpenRedirectors) {
  for (const auto* uri :
       {"https://*.test/cb", "https://p.test/cb#f", "http://p.test/cb", "p.test/cb", "",
        "javascript:alert(1)", "com.example.app:/cb", "data:text/html,x"}) {
    auto r = portal();
    r.redirect_uris = {uri};
    EXPECT_EQ(check(r), Wrong{"/redirect_uris/0 not_a_redirect_uri"}) << uri;
  }
  auto native = portal();
  native.application_type = ApplicationType::native;
  native.redirect_uris = {"com.example.app:/cb", "http://127.0.0.1/cb"};
  EXPECT_EQ(check(native), Wrong{});
  native.redirect_uris = {"javascript:alert(1)"};
  EXPECT_EQ(check(native).size(), 1u);
}

TEST(CheckRegistration, EveryClaimHasAPurposeAndABasis) {
  auto r = portal();
  r.claims = {{"email", "", "because"}, {"shoe_size", "x", "consent"}, {"email", "x", "consent"}};
  EXPECT_EQ(check(r), (Wrong{"/claims/0/purpose required", "/claims/0/legal_basis unknown_value",
                             "/claims/1/claim unknown_claim", "/claims/2/claim duplicate"}));
}

TEST(CheckRegistration, KeepsGrantsAndLevelsHonest) {
  auto r = portal();
  r.token_endpoint_auth_method = ClientAuthMethod::none;
  r.grant_types = {"authorization_code", "client_credentials", "password"};
  EXPECT_EQ(check(r), (Wrong{"/grant_types unknown_value", "/grant_types needs_a_secret"}));
  auto levels = portal();
  levels.acr_values = {std::string(kAcrAal3), std::string(kLoaHigh)};
  EXPECT_EQ(check(levels), Wrong{});
  levels.acr_values = {"urn:other:acr"};
  EXPECT_EQ(check(levels), Wrong{"/acr_values not_served"}) << "what nobody here can reach";
  auto profile = baseline();
  profile.id_token_algs = {"ES256"};
  EXPECT_EQ(wrong_fields(check_registration(portal(), profile)),
            Wrong{"/id_token_signed_response_alg not_in_profile"});
}

TEST(Snapshot, TakesTheSectorFromTheFirstRedirectUri) {
  EXPECT_EQ(make_entry(approved(1), baseline()).sector, "portal.test");
  auto r = portal();
  r.sector = "sector.test";
  EXPECT_EQ(make_entry(approved(1, r), baseline()).sector, "sector.test");
}

// Whoever gets tokens without his redirect URI could have named anybody's.
TEST(Snapshot, TakesNoSectorFromRedirectUrisThatProveNothing) {
  for (const auto grant : {kDeviceCodeGrant, kCibaGrant}) {
    auto r = portal();
    r.grant_types.emplace_back(grant);
    EXPECT_EQ(make_entry(approved(1, r), baseline()).sector, "client:" + to_string(id_of(1)));
    r.sector = "sector.test";
    EXPECT_EQ(make_entry(approved(1, r), baseline()).sector, "sector.test");
  }
}

}  // namespace
}  // namespace tessera::oauth
