// What stands between a request and its code, as a pure decision.
#include "oauth/requests/interaction.hpp"

#include <array>

#include <gtest/gtest.h>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

using Kind = Interaction::Kind;
const TimePoint kNow{seconds{1'800'000'000}};

class Interactions : public testing::Test {
 protected:
  Interactions() {
    request.client_id = "c";
    request.scopes = {"openid"};
    request.created = kNow;
    consent.scopes = {"openid", "email", "profile"};
    consent.claims = {"email", "name"};
  }
  static authn::Session at(Acr acr, Duration ago = minutes{1}) {
    return {.id = id_of(5), .person = id_of(6), .acr = acr, .auth_time = kNow - ago};
  }
  Interaction decide(const std::optional<authn::Session>& session, bool with_consent = true,
                     bool given = false) {
    auto r = portal();
    r.skip_consent = skip;
    const auto client = make_entry(approved(1, r), baseline());
    const std::optional<privacy::Consent> remembered =
        with_consent ? std::optional(consent) : std::nullopt;
    return decide_interaction({request, client, session, remembered, subject, given, ial});
  }
  AuthorizeRequest request;
  privacy::Consent consent;
  std::string subject = "sub";
  bool skip = false;
  Ial ial = Ial::none;
};

TEST_F(Interactions, NobodySignsInAtTheLevelTheRequestNeeds) {
  EXPECT_EQ(decide({}).kind, Kind::sign_in);
  EXPECT_EQ(decide({}).wanted, Acr::aal1);
  request.scopes = {"openid", "email"};
  EXPECT_EQ(decide({}).wanted, Acr::aal2) << "R27";
  request.scopes = {"openid"};
  request.acr_values = {"1", std::string(kAcrAal2)};
  EXPECT_EQ(decide({}).wanted, Acr::aal2);
}

TEST_F(Interactions, IssuesWhenNothingIsMissing) {
  EXPECT_EQ(decide(at(Acr::aal1)).kind, Kind::issue);
  request.scopes = {"openid", "email"};
  const auto issued = decide(at(Acr::aal2));
  EXPECT_EQ(issued.kind, Kind::issue);
  EXPECT_TRUE(issued.released);
}

TEST_F(Interactions, StepsUpOnceThenReleasesOnlyTheSubject) {
  request.scopes = {"openid", "email"};
  EXPECT_EQ(decide(at(Acr::aal1)).kind, Kind::sign_in);
  EXPECT_FALSE(decide(at(Acr::aal1)).fresh);
  request.tried = true;
  const auto settled = decide(at(Acr::aal1));
  EXPECT_EQ(settled.kind, Kind::issue);
  EXPECT_FALSE(settled.released);
}

TEST_F(Interactions, AnEssentialLevelIsReachedOrRefused) {
  request.claims.id_token = {
      {.name = "acr", .essential = true, .values = {std::string(kAcrAal2Phr)}}};
  const auto asked = decide(at(Acr::aal2));
  EXPECT_EQ(asked.kind, Kind::sign_in);
  EXPECT_EQ(asked.wanted, Acr::aal2_phr);
  EXPECT_TRUE(asked.essential);
  request.tried = true;
  EXPECT_EQ(decide(at(Acr::aal2)).error, "unmet_authentication_requirements");
  EXPECT_EQ(decide(at(Acr::aal3)).kind, Kind::issue);
}

TEST_F(Interactions, AWishIsNotEssentialAndComesInOrderOfPreference) {
  request.acr_values = {"urn:other", std::string(kAcrAal2Phr), std::string(kAcrAal2)};
  const auto asked = decide(at(Acr::aal1));
  EXPECT_EQ(asked.wanted, Acr::aal2_phr);
  EXPECT_FALSE(asked.essential);
  request.tried = true;
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::issue);
}

TEST_F(Interactions, ACompositeValueNeedsBothAxes) {
  request.claims.id_token = {
      {.name = "acr", .essential = true, .values = {std::string(kLoaSubstantial)}}};
  EXPECT_EQ(decide({}).wanted, Acr::aal2);
  request.tried = true;
  EXPECT_EQ(decide(at(Acr::aal3)).error, "unmet_authentication_requirements");
  ial = Ial::ial2;
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::issue);
  EXPECT_EQ(decide(at(Acr::aal1)).error, "unmet_authentication_requirements");
}

TEST_F(Interactions, PromptNoneNeverShowsAPage) {
  request.prompts = {"none"};
  EXPECT_EQ(decide({}).error, "login_required");
  EXPECT_EQ(decide(at(Acr::aal1), false).error, "consent_required");
  EXPECT_EQ(decide(at(Acr::aal1)).kind, Kind::issue);
  request.max_age = seconds{10};
  EXPECT_EQ(decide(at(Acr::aal1)).error, "login_required");
  request.max_age.reset();
  request.scopes = {"openid", "email"};
  EXPECT_EQ(decide(at(Acr::aal1)).error, "interaction_required");
}

TEST_F(Interactions, PromptLoginWantsAnAuthTimeAfterTheRequest) {
  request.prompts = {"login"};
  EXPECT_TRUE(decide(at(Acr::aal2, seconds{0})).fresh);
  EXPECT_EQ(decide(at(Acr::aal2, -seconds{1})).kind, Kind::issue);
  request.prompts = {"select_account"};
  EXPECT_EQ(decide(at(Acr::aal2, minutes{1})).kind, Kind::sign_in);
}

TEST_F(Interactions, MaxAgeCountsFromTheRequest) {
  request.max_age = seconds{60};
  EXPECT_EQ(decide(at(Acr::aal1, seconds{60})).kind, Kind::issue);
  const auto old = decide(at(Acr::aal1, seconds{61}));
  EXPECT_EQ(old.kind, Kind::sign_in);
  EXPECT_TRUE(old.fresh);
  request.max_age = seconds{0};
  EXPECT_EQ(decide(at(Acr::aal1, -seconds{1})).kind, Kind::issue);
}

TEST_F(Interactions, TheHintedPersonOrNobody) {
  request.hinted_subject = "somebody else";
  EXPECT_TRUE(decide(at(Acr::aal2)).fresh);
  request.tried = true;
  EXPECT_EQ(decide(at(Acr::aal2)).error, "login_required");
  request.hinted_subject = "sub";
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::issue);
}

TEST_F(Interactions, ConsentIsAskedForWhatIsNotRemembered) {
  EXPECT_EQ(decide(at(Acr::aal2), false).kind, Kind::consent);
  EXPECT_EQ(decide(at(Acr::aal2), false, true).kind, Kind::issue);
  consent.claims = {"name"};
  request.scopes = {"openid", "email"};
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::consent) << "one claim more";
  request.scopes = {"openid", "offline_access"};
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::consent) << "one scope more";
  request.scopes = {"openid"};
  request.prompts = {"consent"};
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::consent);
}

TEST_F(Interactions, FirstPartyClientsOfStaffSkipThePage) {
  skip = true;
  EXPECT_EQ(decide(at(Acr::aal2), false).kind, Kind::issue);
  request.prompts = {"consent"};
  EXPECT_EQ(decide(at(Acr::aal2), false).kind, Kind::consent);
}

TEST_F(Interactions, WhatIsAskedForByNameIsNeverSkipped) {
  skip = true;
  request.authorization_details = R"([{"type":"payment_initiation"}])";
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::consent);
  EXPECT_EQ(decide(at(Acr::aal2), true, true).kind, Kind::issue);
  request.prompts = {"none"};
  EXPECT_EQ(decide(at(Acr::aal2)).error, "consent_required");
}

TEST_F(Interactions, AnEssentialAcrIsReachedOrRefused) {
  request.claims.id_token = {{"acr", true, {std::string(kAcrAal2)}}};
  EXPECT_EQ(decide(at(Acr::aal1)).wanted, Acr::aal2);
  request.tried = true;
  EXPECT_EQ(decide(at(Acr::aal1)).error, "unmet_authentication_requirements");
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::issue);
}

TEST(ReleasePlans, CutToTheRegistrationAndKeepIdTokensLean) {
  AuthorizeRequest request;
  request.scopes = {"openid", "profile", "email"};
  request.claims.id_token = {
      {"email", false, {}}, {"birthdate", true, {}}, {"acr", true, {}}, {"unheard_of", true, {}}};
  const auto plan = plan_release(request, make_entry(approved(1), baseline()));
  EXPECT_EQ(plan.userinfo, (ClaimSet{"email", "name"}));
  EXPECT_EQ(plan.id_token, (ClaimSet{"email"}));
  EXPECT_TRUE(plan.refused.contains("birthdate"));
  EXPECT_TRUE(plan.refused.contains("family_name"));
  EXPECT_FALSE(plan.refused.contains("acr"));
  AuthorizeRequest bare;
  bare.scopes = {"openid"};
  EXPECT_FALSE(plan_release(bare, make_entry(approved(1), baseline())).personal());
}

TEST_F(Interactions, DetailsAreAgreedToEachTime) {
  const auto session = at(Acr::aal2);
  EXPECT_EQ(decide(session).kind, Kind::issue) << "remembered";
  request.authorization_details = R"([{"type":"payment_initiation"}])";
  EXPECT_EQ(decide(session).kind, Kind::consent);
  EXPECT_EQ(decide(session, true, true).kind, Kind::issue);
  request.prompts = {"none"};
  EXPECT_EQ(decide(session).error, "consent_required");
}

TEST_F(Interactions, CreateLeadsToEnrolmentWhoeverIsSignedIn) {
  request.prompts = {"create"};
  EXPECT_EQ(decide({}).kind, Kind::enrol);
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::enrol);
  request.prompts.clear();  // as it comes back
  EXPECT_EQ(decide({}).kind, Kind::sign_in);
}

// Requirements 4.1: no request gets below the level of the registration, whatever else it asks.
TEST_F(Interactions, TheLevelOfTheRegistrationHoldsForEveryRequest) {
  constexpr std::array kAll{Acr::none, Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3};
  for (const auto minimum : kAll) {
    for (const auto asked : kAll) {
      for (const auto reached : {Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3}) {
        request.minimum_acr = minimum;
        request.claims.id_token.clear();
        if (asked != Acr::none)
          request.claims.id_token = {{"acr", true, {std::string(to_string(asked))}}};
        const auto needed = std::max(minimum, asked);
        request.tried = false;
        const auto first = decide(at(reached));
        const bool enough = satisfies(reached, needed);
        EXPECT_EQ(first.kind, enough ? Kind::issue : Kind::sign_in);
        if (!enough) {
          EXPECT_EQ(first.wanted, needed);
          EXPECT_TRUE(first.essential);
        }
        request.tried = true;
        EXPECT_EQ(decide(at(reached)).error, enough ? "" : "unmet_authentication_requirements");
      }
    }
  }
  request = {};
  request.scopes = {"openid"};
  request.minimum_acr = Acr::aal2;
  request.acr_values = {std::string(kAcrAal1)};
  EXPECT_EQ(decide({}).wanted, Acr::aal2) << "a wish for less";
}

TEST_F(Interactions, AnIdentityBelowTheRegistrationIsToldBeforeConsent) {
  request.minimum_ial = Ial::ial2;
  EXPECT_EQ(decide({}).kind, Kind::sign_in) << "nobody yet";
  for (const auto level : {Ial::none, Ial::ial1}) {
    ial = level;
    EXPECT_EQ(decide(at(Acr::aal2), false).kind, Kind::identity);
    EXPECT_EQ(decide(at(Acr::aal2), true, true).kind, Kind::identity) << "no consent helps";
    EXPECT_EQ(decide(at(Acr::aal2)).error, "access_denied");
  }
  request.prompts = {"none"};
  EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::refuse) << "no page";
  request.prompts.clear();
  for (const auto level : {Ial::ial2, Ial::ial3}) {
    ial = level;
    EXPECT_EQ(decide(at(Acr::aal2)).kind, Kind::issue);
  }
}

}  // namespace
}  // namespace tessera::oauth
