// Decisions for portals over roles that carry permissions of theirs.
#include <functional>

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "oauth/decisions/portal_decision.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow = from_unix(1'800'000'000);

struct PortalDecisions : testing::Test {
  PortalDecisions() {
    registration.permission_namespace = "permits";
    registration.resource_types = {{"permit", "read extend edit:own", "", ""},
                                   {"fee", "waive", "payer", "assured"}};
    clerk = {.id = id_of(9), .acr = Acr::aal2_phr, .staff_active = true};
    question = {.subject_type = "user",
                .subject = "s-clerk",
                .action = "read",
                .resource_type = "permit",
                .resource = "p1"};
  }
  access::HeldRole& give(std::set<std::string> permissions, Uuid unit = access::kRootUnit) {
    access::HeldRole held{.role = "clerk", .permissions = std::move(permissions)};
    held.unit = unit;
    held.unit_closure = {unit};
    held.sealed = true;
    clerk.roles.push_back(std::move(held));
    return clerk.roles.back();
  }
  PortalDecision decide() const {
    return decide_for_portal(clerk, make_entry(approved(1, registration), baseline()), question,
                             kNow);
  }
  std::string said() const { return decide().permits() ? "permit" : decide().reason; }

  ClientRegistration registration = portal();
  access::Actor clerk;
  Question question;
};

TEST_F(PortalDecisions, ARoleWithThePermissionPermits) {
  EXPECT_EQ(said(), "no_permission");
  give({"permits:permit.read"});
  EXPECT_EQ(said(), "permit");
  question.action = "extend";
  EXPECT_EQ(said(), "no_permission");
}

TEST_F(PortalDecisions, PermissionsOfOthersAndOfThisServerAreNoAnswer) {
  give({"taxes:permit.read", "permit.read", "permits:permit.read:own", "permits:permit"});
  EXPECT_EQ(said(), "no_permission");
}

TEST_F(PortalDecisions, WhatIsNotRegisteredIsNotAskedAbout) {
  give({"permits:permit.read", "permits:person.read", "permits:permit.drop",
        "permits:permit.edit:own"});
  for (const auto& [type, action] : {std::pair{"person", "read"},
                                     {"permit", "drop"},
                                     {"permit", "edit:own"},
                                     {"", ""},
                                     {"permit", ""},
                                     {"permit.read", "x"}}) {
    question.resource_type = type;
    question.action = action;
    EXPECT_EQ(said(), "not_registered") << type << action;
  }
}

// Who is unknown, a citizen, a former clerk or without the role looks the same.
TEST_F(PortalDecisions, ARefusalDoesNotTellWhoIsKnown) {
  const auto json = [&] { return boost::json::serialize(to_json(decide())); };
  const auto unknown = json();
  EXPECT_EQ(unknown, R"({"decision":false,"context":{"reason":"no_permission"}})");
  clerk.acr = Acr::none;
  EXPECT_EQ(json(), unknown);
  give({"permits:permit.extend"});
  EXPECT_EQ(json(), unknown) << "a better sign-in would not help";
  auto& held = give({"permits:permit.read"});
  clerk.staff_active = false;
  EXPECT_EQ(json(), unknown);
  clerk.staff_active = true;
  const auto good = held;
  for (const auto& spoil : std::vector<std::function<void(access::HeldRole&)>>{
           [](auto& role) { role.revoked = true; }, [](auto& role) { role.ends = kNow; },
           [](auto& role) { role.starts = kNow + seconds{1}; },
           [](auto& role) { role.sealed = false; },
           [](auto& role) { role.trainings = {"privacy"}; },
           [](auto& role) { role.least_ial = Ial::ial3; }}) {
    held = good;
    spoil(held);
    EXPECT_EQ(json(), unknown);
  }
}

TEST_F(PortalDecisions, UnitsArePartOfTheQuestion) {
  give({"permits:permit.read"}, id_of(3));
  EXPECT_EQ(said(), "outside_unit") << "no unit named: the root";
  question.unit = id_of(4);
  EXPECT_EQ(said(), "outside_unit");
  question.unit = id_of(3);
  EXPECT_EQ(said(), "permit");
}

TEST_F(PortalDecisions, NobodyDecidesAboutHimselfOrTakesTheCaseOfAnother) {
  give({"permits:permit.read"});
  question.properties = {{"person", "s-anna"}, {"assignee", "s-clerk"}};
  EXPECT_EQ(said(), "permit");
  question.properties = {{"person", "s-clerk"}};
  EXPECT_EQ(said(), "self");
  question.properties = {{"assignee", "s-other"}};
  EXPECT_EQ(said(), "not_assigned");
}

TEST_F(PortalDecisions, OnesOwnAreWhoseOwnerIsTheSubject) {
  question.action = "edit";
  EXPECT_EQ(said(), "no_permission");
  give({"permits:permit.edit:own"});
  EXPECT_EQ(said(), "not_owner") << "no owner named";
  question.properties = {{"owner", "s-other"}};
  EXPECT_EQ(said(), "not_owner");
  question.properties = {{"owner", "s-clerk"}};
  EXPECT_EQ(said(), "permit");
  give({"permits:permit.edit"});
  question.properties = {};
  EXPECT_EQ(said(), "not_owner") << "the plain action is not registered";
  registration.resource_types[0].actions += " edit";
  EXPECT_EQ(said(), "permit");
}

// RFC 9470 3.
TEST_F(PortalDecisions, AWeakSignInIsToldWhatWouldDo) {
  give({"permits:permit.read"});
  clerk.acr = Acr::aal2;
  EXPECT_EQ(boost::json::serialize(to_json(decide())),
            R"({"decision":false,"context":{"reason":"step_up","obligations":[{"id":"step-up",)"
            R"("step-up":{"error":"insufficient_user_authentication",)"
            R"("acr_values":"urn:tessera:acr:aal2:phr"}}]}})");
  clerk.roles.back().least_acr = Acr::aal3;
  clerk.acr = Acr::aal2_phr;
  EXPECT_EQ(decide().wanted, Acr::aal3);
}

TEST_F(PortalDecisions, APortalMayAnswerForTheLevelOfItsPeople) {
  give({"permits:fee.waive"});
  question.resource_type = "fee";
  question.action = "waive";
  clerk.acr = Acr::none;
  EXPECT_EQ(said(), "permit");
  clerk.roles.back().least_acr = Acr::aal3;
  EXPECT_EQ(said(), "step_up") << "not for more than roles ask for in general";
}

TEST_F(PortalDecisions, AGrantThatLacksApprovalsSaysSo) {
  give({"permits:permit.read"}).approvals_needed = 2;
  EXPECT_EQ(said(), "approval");
  EXPECT_EQ(to_json(decide()).at("context").at("obligations").at(0).at("id").as_string(),
            "approval");
}

TEST_F(PortalDecisions, APermitSaysNothingElse) {
  give({"permits:permit.read"});
  EXPECT_EQ(boost::json::serialize(to_json(decide())), R"({"decision":true})");
}

}  // namespace
}  // namespace tessera::oauth
