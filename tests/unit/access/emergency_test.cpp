// What was taken in an emergency: in one session, about one person, as long as the grant works that
// it rests on, and marked.
#include <gtest/gtest.h>

#include <tessera/access/emergency.hpp>

namespace tessera::access {
namespace {

const Uuid kActor{{1}};
const Uuid kSubject{{2}};
const Uuid kOther{{3}};
const Uuid kSession{{4}};
const Uuid kGrant{{5}};
const Uuid kEmergency{{6}};
const TimePoint kNow{hours{1000}};

Actor actor() {
  const HeldRole base{.role_grant = kGrant,
                      .person = kActor,
                      .role = "duty_officer",
                      .permissions = {"break_glass.use"},
                      .unit = kRootUnit,
                      .unit_closure = {kRootUnit},
                      .starts = kNow - hours{5},
                      .sealed = true};
  const HeldRole taken{.role_grant = kGrant,
                       .person = kActor,
                       .role = "break_glass",
                       .permissions = {"person.reveal", "person.suspend"},
                       .unit = kRootUnit,
                       .unit_closure = {kRootUnit},
                       .starts = kNow,
                       .ends = kNow + minutes{60},
                       .sealed = true,
                       .emergency = kEmergency,
                       .session = kSession,
                       .subject = kSubject};
  return {.id = kActor,
          .session = kSession,
          .acr = Acr::aal2_phr,
          .staff_active = true,
          .ial = Ial::ial2,
          .roles = {base, taken},
          .classes = {{"person.reveal", DataClass::restricted}}};
}

Decision about(const Actor& who, const Uuid& person, TimePoint at = kNow) {
  return decide(who, "person.reveal", {.type = "person", .person = person}, at);
}

TEST(Emergency, ADecisionSaysThatItRestsOnOne) {
  const auto decision = about(actor(), kSubject);
  ASSERT_TRUE(decision.allowed());
  EXPECT_EQ(decision.reason, "break_glass");
  EXPECT_EQ(decision.emergency, kEmergency);
  EXPECT_EQ(decision.role, "break_glass:" + to_string(kEmergency));
  EXPECT_EQ(decision.path.at(1), "break_glass:" + to_string(kEmergency));
}

TEST(Emergency, ItIsOfOneSessionAndOfNoToken) {
  auto who = actor();
  who.session = kOther;
  EXPECT_EQ(about(who, kSubject).reason, "other_session");
  who.session.reset();
  EXPECT_EQ(about(who, kSubject).reason, "other_session");
  who = actor();
  who.by_token = true;
  who.scopes = {scope_of("person.reveal")};
  EXPECT_EQ(about(who, kSubject).reason, "other_session");
}

TEST(Emergency, ItIsAboutThePersonThatWasNamed) {
  EXPECT_EQ(about(actor(), kOther).reason, "outside_emergency");
  EXPECT_EQ(about(actor(), kActor).reason, "self");
  EXPECT_EQ(decide(actor(), "person.suspend", {.type = "person"}, kNow).reason,
            "outside_emergency");
  auto who = actor();
  who.roles[1].subject.reset();
  EXPECT_EQ(about(who, kSubject).reason, "outside_emergency") << "personal data of anybody";
  EXPECT_TRUE(decide(who, "person.suspend", {.type = "person", .person = kOther}, kNow).allowed());
}

TEST(Emergency, ListsOfAUnitAreNotAboutOnePerson) {
  const auto units = units_for(actor(), "person.reveal", kNow);
  ASSERT_TRUE(units);
  EXPECT_TRUE(units->empty());
}

TEST(Emergency, ItEndsWithItsTimeItsSealAndTheGrantItRestsOn) {
  EXPECT_TRUE(about(actor(), kSubject, kNow + minutes{60} - seconds{1}).allowed());
  EXPECT_EQ(about(actor(), kSubject, kNow + minutes{60}).reason, "ended");
  auto who = actor();
  who.roles[1].sealed = false;
  EXPECT_EQ(about(who, kSubject).reason, "unsealed");
  who = actor();
  who.roles[0].ends = kNow;
  EXPECT_EQ(about(who, kSubject).reason, "ended");
  who = actor();
  who.roles.erase(who.roles.begin());
  EXPECT_EQ(about(who, kSubject).reason, "ended");
  who = actor();
  who.staff_active = false;
  EXPECT_EQ(about(who, kSubject).reason, "not_staff");
}

// A role that gives the same is what is used, and what is written down.
TEST(Emergency, WhatOneMayAnywayIsNoEmergency) {
  auto who = actor();
  who.roles[0].permissions.insert("person.suspend");
  const auto decision = decide(who, "person.suspend", {.type = "person", .person = kSubject}, kNow);
  ASSERT_TRUE(decision.allowed());
  EXPECT_FALSE(decision.emergency);
  EXPECT_EQ(decision.role, "duty_officer");
}

}  // namespace
}  // namespace tessera::access
