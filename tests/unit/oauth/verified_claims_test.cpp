// OpenID Identity Assurance 1.0: what is asked, and what is answered to it.
#include "oauth/claims/verified_claims.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>

#include "oauth/claims/claims_release.hpp"
#include "oauth/claims/requested_claims.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

const TimePoint kNow{seconds{1'800'000'000}};
const TimePoint kChecked = kNow - days{30};

class Verified : public testing::Test {
 protected:
  json::value answer(std::string_view asked) {
    const auto request = parse_verified_request(json::parse(asked));
    EXPECT_TRUE(request) << asked;
    if (!request) return "malformed";
    return verified_answer(*request, {.values = values,
                                      .ial = ial,
                                      .document_type = document,
                                      .now = kNow,
                                      .trust_framework = framework});
  }
  std::vector<people::VerifiedValue> values{
      {"given_name", "Ada", "document", "applicant", kChecked},
      {"birthdate", "1990-01-01", "document", "applicant", kChecked}};
  Ial ial = Ial::ial2;
  std::string document;
  std::string framework{kTrustFramework};
};

TEST_F(Verified, TheRulesAreThoseOfTheDeployment) {
  framework = "eidas";
  EXPECT_EQ(answer(R"({"verification":{"trust_framework":null},"claims":{"given_name":null}})")
                .at("verification")
                .at("trust_framework"),
            "eidas");
  EXPECT_TRUE(
      answer(R"({"verification":{"trust_framework":{"value":"urn:tessera:trust-framework"}},)"
             R"("claims":{"given_name":null}})")
          .is_null());
}

TEST_F(Verified, SaysByWhichRulesAndNothingThatWasNotAsked) {
  EXPECT_EQ(json::serialize(answer(
                R"({"verification":{"trust_framework":null},"claims":{"given_name":null}})")),
            R"({"verification":{"trust_framework":"urn:tessera:trust-framework"},)"
            R"("claims":{"given_name":"Ada"}})");
}

TEST_F(Verified, LevelTimeAndEvidenceComeWhenTheyAreAsked) {
  const auto got =
      answer(R"({"verification":{"trust_framework":null,"assurance_level":null,"time":null,)"
             R"("evidence":[{"type":{"value":"document"},"check_details":null}]},)"
             R"("claims":{"given_name":{}}})");
  const auto& verification = got.at("verification").as_object();
  EXPECT_EQ(verification.at("assurance_level"), "ial2");
  EXPECT_EQ(std::string_view(verification.at("time").as_string()), codec::render_rfc3339(kChecked));
  const auto& evidence = verification.at("evidence").as_array().at(0).as_object();
  EXPECT_EQ(evidence.at("type"), "document");
  EXPECT_EQ(evidence.at("check_details").as_array().at(0).at("check_method"), "vri");
  EXPECT_EQ(evidence.size(), 2u);
}

// R40: the type of a document is restricted, and is given only where the answer is encrypted.
TEST_F(Verified, DocumentsAreDescribedWhereTheyMayBe) {
  const auto* asked = R"({"verification":{"trust_framework":null,"evidence":[{"type":null,)"
                      R"("document_details":{"type":null}}]},"claims":{"given_name":null}})";
  EXPECT_EQ(json::serialize(answer(asked)).find("document_details"), std::string::npos);
  document = "identity_card";
  EXPECT_NE(json::serialize(answer(asked)).find(R"("document_details":{"type":"idcard"})"),
            std::string::npos);
}

TEST_F(Verified, WhatIsUnknownOrNotHeldIsLeftOut) {
  const auto got = answer(
      R"({"verification":{"trust_framework":null,"verification_process":null,"x":{"y":null}},)"
      R"("claims":{"given_name":null,"family_name":{"essential":true},"no%&/$such":null}})");
  EXPECT_EQ(got.at("claims"), (json::object{{"given_name", "Ada"}}));
  EXPECT_EQ(got.at("verification").as_object().size(), 1u);
  EXPECT_TRUE(answer(R"({"verification":{"trust_framework":null},"claims":{"family_name":null}})")
                  .is_null());
}

TEST_F(Verified, AConstraintOnAClaimTakesThatClaim) {
  const auto got =
      answer(R"({"verification":{"trust_framework":null},"claims":{"given_name":{"value":"Grace"},)"
             R"("birthdate":{"values":["1990-01-01","1991-01-01"]}}})");
  EXPECT_EQ(got.at("claims"), (json::object{{"birthdate", "1990-01-01"}}));
  EXPECT_TRUE(answer(R"({"verification":{"trust_framework":null},)"
                     R"("claims":{"given_name":{"value":"Grace"}}})")
                  .is_null());
}

TEST_F(Verified, AConstraintOnTheVerificationTakesEverything) {
  const auto with = [&](const std::string& verification) {
    return !answer(R"({"verification":{)" + verification + R"(},"claims":{"given_name":null}})")
                .is_null();
  };
  EXPECT_TRUE(with(R"("trust_framework":{"value":"urn:tessera:trust-framework"})"));
  EXPECT_FALSE(with(R"("trust_framework":{"value":"eidas"})"));
  EXPECT_TRUE(with(R"("trust_framework":{"values":["eidas","urn:tessera:trust-framework"]})"));
  EXPECT_FALSE(with(R"("trust_framework":{"values":["eidas"]})"));
  EXPECT_FALSE(with(R"("trust_framework":{"values":"urn:tessera:trust-framework"})"));
  EXPECT_FALSE(with(R"("trust_framework":null,"assurance_level":{"value":"ial3"})"));
  EXPECT_FALSE(with(R"("trust_framework":null,"verification_process":{"value":"x"})"));
  EXPECT_TRUE(with(R"("trust_framework":null,"time":{"max_age":2592000})"));
  EXPECT_FALSE(with(R"("trust_framework":null,"time":{"max_age":2591999})"));
  EXPECT_TRUE(with(R"("trust_framework":null,"time":{"max_age":9223372036854775807})"));
  EXPECT_FALSE(with(R"("trust_framework":null,"time":{"max_age":-1})"));
  EXPECT_FALSE(with(R"("trust_framework":null,"time":{"max_age":"x"})"));
}

TEST_F(Verified, EvidenceFiltersAreAlternatives) {
  const auto with = [&](const std::string& evidence) {
    return !answer(R"({"verification":{"trust_framework":null,"evidence":)" + evidence +
                   R"(},"claims":{"given_name":null}})")
                .is_null();
  };
  EXPECT_TRUE(with(R"([{"type":{"value":"vouch"}},{"type":{"value":"document"}}])"));
  EXPECT_FALSE(with(R"([{"type":{"value":"vouch"}}])"));
  EXPECT_TRUE(with(R"([{"type":{"value":"document"},)"
                   R"("check_details":[{"check_method":{"values":["vri","vpip"]}}]}])"));
  EXPECT_FALSE(with(R"([{"type":{"value":"document"},)"
                    R"("check_details":[{"check_method":{"value":"vpip"}}]}])"));
  EXPECT_TRUE(with("null"));
  EXPECT_FALSE(with("7"));
}

TEST_F(Verified, WhatWasCheckedApartIsAnsweredApart) {
  values.push_back({"address", json::object{{"country", "DE"}}, "register", "register:population",
                    kNow - days{1}});
  const auto got = answer(R"({"verification":{"trust_framework":null,"evidence":[{"type":null}]},)"
                          R"("claims":{"given_name":null,"birthdate":null,"address":null}})");
  ASSERT_TRUE(got.is_array());
  ASSERT_EQ(got.as_array().size(), 2u);
  EXPECT_EQ(got.at(0).at("claims").as_object().size(), 2u);
  EXPECT_EQ(got.at(1).at("verification").at("evidence").at(0).at("type"), "electronic_record");
  const auto only =
      answer(R"({"verification":{"trust_framework":null,"evidence":[{"type":{"value":)"
             R"("electronic_record"}}]},"claims":{"given_name":null,"address":null}})");
  EXPECT_EQ(only.at("claims").as_object().size(), 1u);
}

TEST_F(Verified, NobodyIsVerifiedWithoutProofing) {
  ial = Ial::none;
  EXPECT_TRUE(answer(R"({"verification":{"trust_framework":null},"claims":{"given_name":null}})")
                  .is_null());
}

TEST_F(Verified, SeveralRequestsAreAnsweredEach) {
  const auto got = answer(
      R"([{"verification":{"trust_framework":null},"claims":{"given_name":null}},)"
      R"({"verification":{"trust_framework":{"value":"eidas"}},"claims":{"given_name":null}},)"
      R"({"verification":{"trust_framework":null},"claims":{"birthdate":null}}])");
  EXPECT_EQ(got.as_array().size(), 2u);
}

TEST(VerifiedRequest, IsRefusedWhenItIsMalformed) {
  for (const auto* asked :
       {"null", "7", "[]", "{}", R"({"claims":{"name":null}})",
        R"({"verification":{},"claims":{"name":null}})",
        R"({"verification":{"trust_framework":null},"claims":{}})",
        R"({"verification":{"trust_framework":null},"claims":null})",
        R"({"verification":{"trust_framework":null},"claims":{"name":"Ada"}})",
        R"({"verification":null,"claims":{"name":null}})",
        R"([{"verification":{"trust_framework":null},"claims":{"name":null}},7])"}) {
    EXPECT_FALSE(parse_verified_request(json::parse(asked))) << asked;
    EXPECT_FALSE(
        parse_claims_request(R"({"userinfo":{"verified_claims":)" + std::string(asked) + "}}"))
        << asked;
  }
}

class Plan : public testing::Test {
 protected:
  ReleasePlan plan(std::string_view claims) {
    request.claims = parse_claims_request(claims).value();
    return plan_release(request, make_entry(approved(1, registration), baseline()));
  }
  Plan() {
    registration = portal();
    registration.claims = {{"given_name", "to greet you", "consent"},
                           {"age_over_18", "to sell wine", "consent"},
                           {"resident_of", "residents pay less", "consent"},
                           {"national_id", "the tax file", "legal_obligation"}};
    request.scopes = {"openid"};
  }
  ClientRegistration registration;
  AuthorizeRequest request;
};

// R68
TEST_F(Plan, OpenidAloneReleasesNothing) {
  EXPECT_TRUE(plan("{}").all().empty());
  EXPECT_FALSE(plan("{}").personal());
}

TEST_F(Plan, VerifiedClaimsAreNamedOneByOneAndCutToTheRegistration) {
  const auto got =
      plan(R"({"userinfo":{"verified_claims":{"verification":{"trust_framework":null},)"
           R"("claims":{"given_name":null,"birthdate":null,"nonsense":null}}}})");
  EXPECT_EQ(got.names, ClaimSet{"verified_claims.given_name"});
  EXPECT_EQ(got.refused, ClaimSet{"verified_claims.birthdate"});
  ASSERT_EQ(got.userinfo.size(), 1u);
  EXPECT_TRUE(got.userinfo.begin()->starts_with("verified_claims:["));
  EXPECT_TRUE(got.id_token.empty());
}

TEST_F(Plan, TheTypeOfADocumentIsNamedIfItIsAskedFor) {
  const auto* asked = R"({"userinfo":{"verified_claims":{"verification":{"trust_framework":null,)"
                      R"("evidence":[{"document_details":{"type":null}}]},)"
                      R"("claims":{"given_name":null}}}})";
  EXPECT_EQ(plan(asked).refused, ClaimSet{"verified_claims.document_type"});
  registration.claims.push_back({"document_type", "for the file", "consent"});
  EXPECT_EQ(plan(asked).refused, ClaimSet{"verified_claims.document_type"}) << "not encrypted";
  registration.userinfo_encrypted_response = {"ECDH-ES", "A256GCM"};
  EXPECT_EQ(plan(asked).names,
            (ClaimSet{"verified_claims.given_name", "verified_claims.document_type"}));
}

TEST_F(Plan, OnePlaceIsAskedAbout) {
  EXPECT_EQ(plan(R"({"id_token":{"resident_of":{"value":"DE/Köln"}}})").id_token,
            ClaimSet{"resident_of:DE/Köln"});
  EXPECT_EQ(plan(R"({"id_token":{"resident_of":{"values":["DE","FR"]}}})").refused,
            ClaimSet{"resident_of"});
  EXPECT_EQ(plan(R"({"id_token":{"resident_of":null}})").refused, ClaimSet{"resident_of"});
}

// R40: class restricted only encrypted, else stripped and on record.
TEST_F(Plan, RestrictedClaimsNeedEncryption) {
  const auto* asked = R"({"userinfo":{"national_id":null},"id_token":{"national_id":null}})";
  EXPECT_EQ(plan(asked).refused, ClaimSet{"national_id"});
  EXPECT_TRUE(plan(asked).all().empty());
  registration.userinfo_encrypted_response = {"ECDH-ES", "A256GCM"};
  EXPECT_EQ(plan(asked).userinfo, ClaimSet{"national_id"});
  EXPECT_TRUE(plan(asked).id_token.empty());
}

TEST(ReleasedNames, SayWhatWasToldAndNoValues) {
  const auto claims = json::parse(
      R"({"email":"a@b.c","resident_of":"DE","verified_claims":[{"verification":{},)"
      R"("claims":{"given_name":"Ada"}},{"verification":{},"claims":{"address":{}}}]})");
  EXPECT_EQ(released_names(claims.as_object()),
            (std::vector<std::string>{"email", "resident_of:DE", "verified_claims.given_name",
                                      "verified_claims.address"}));
  const auto with = json::parse(
      R"({"verified_claims":{"verification":{"evidence":[{"document_details":{"type":"idcard"}}]},)"
      R"("claims":{"given_name":"Ada"}}})");
  EXPECT_EQ(
      released_names(with.as_object()),
      (std::vector<std::string>{"verified_claims.given_name", "verified_claims.document_type"}));
  EXPECT_EQ(registered_name("verified_claims.given_name"), "given_name");
  EXPECT_EQ(registered_name("resident_of:DE"), "resident_of");
  EXPECT_EQ(registered_name("email"), "email");
}

}  // namespace
}  // namespace tessera::oauth
