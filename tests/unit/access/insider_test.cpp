// One test per thing that an insider tries.
#include <gtest/gtest.h>

#include <tessera/access/grant_rule.hpp>
#include <tessera/access/grant_seal.hpp>
#include <tessera/access/trainings.hpp>
#include <tessera/access/work_cases.hpp>

namespace tessera::access {
namespace {

const Uuid kMe{{2, 1}};
const Uuid kOther{{2, 2}};
const Uuid kCitizen{{2, 3}};
const Uuid kTax{{1, 1}};
const Uuid kNorth{{1, 2}};
const Uuid kCase{{4, 1}};
const TimePoint kNow{seconds{1'800'000'000}};

HeldRole officer_role() {
  return {.role_grant = Uuid{{3, 1}},
          .person = kMe,
          .role = "officer",
          .permissions = {"person.read", "person.reveal"},
          .unit = kTax,
          .unit_closure = {kTax, kNorth},
          .starts = kNow - hours{1},
          .ends = kNow + days{10},
          .purposes = {"support", "correction"},
          .sealed = true,
          .delegable = true};
}

Actor officer() {
  return {
      .id = kMe,
      .acr = Acr::aal2_phr,
      .staff_active = true,
      .ial = Ial::ial2,
      .roles = {officer_role()},
      .classes = {{"person.read", DataClass::personal}, {"person.reveal", DataClass::restricted}}};
}

Resource citizen() {
  return {.type = "person", .unit = kTax, .person = kCitizen};
}

Context in_case() {
  return {.now = kNow,
          .purpose = "support",
          .case_facts = CaseFacts{.id = kCase,
                                  .purpose = "support",
                                  .opens = {DataClass::personal},
                                  .person = kCitizen,
                                  .assignee = kMe,
                                  .closes = kNow + days{1}}};
}

std::string reason(const Actor& actor, const Context& context,
                   std::string_view permission = "person.read") {
  return decide(actor, permission, citizen(), context).reason;
}

TEST(Purpose, APersonIsLookedAtInALiveCaseOfOnesOwn) {
  EXPECT_EQ(reason(officer(), in_case()), "granted");
  EXPECT_EQ(reason(officer(), {.now = kNow}), "no_purpose");
  auto context = in_case();
  context.case_facts.reset();
  EXPECT_EQ(reason(officer(), context), "no_case") << "a case that does not exist";
  context = in_case();
  context.case_facts->closed = true;
  EXPECT_EQ(reason(officer(), context), "no_case");
  context = in_case();
  context.case_facts->closes = kNow;
  EXPECT_EQ(reason(officer(), context), "no_case") << "over";
  context = in_case();
  context.case_facts->assignee = kOther;
  EXPECT_EQ(reason(officer(), context), "no_case") << "somebody else's";
  context = in_case();
  context.case_facts->assignee.reset();
  EXPECT_EQ(reason(officer(), context), "no_case") << "nobody's";
  context = in_case();
  context.case_facts->person = kOther;
  EXPECT_EQ(reason(officer(), context), "no_case") << "about somebody else";
}

TEST(Purpose, OfAnotherCaseOpensNothing) {
  auto context = in_case();
  context.purpose = "correction";
  EXPECT_EQ(reason(officer(), context), "wrong_purpose") << "named one, the case has another";
  context = in_case();
  context.purpose = context.case_facts->purpose = "legal_request";
  EXPECT_EQ(reason(officer(), context), "wrong_purpose") << "not one of the grant's";
  EXPECT_EQ(reason(officer(), in_case(), "person.reveal"), "wrong_purpose")
      << "the purpose does not open that class";
  auto actor = officer();
  actor.roles[0].purposes.clear();
  EXPECT_EQ(reason(actor, in_case()), "wrong_purpose") << "no purpose, no person";
}

TEST(Insider, GrantByHandCountsForNothing) {
  auto actor = officer();
  actor.roles[0].sealed = false;
  EXPECT_EQ(reason(actor, in_case()), "unsealed");
  EXPECT_TRUE(units_for(actor, "person.read", kNow)->empty());
}

TEST(Insider, ApprovalsAreCountedAtEachDecision) {
  auto actor = officer();
  actor.roles[0].approvals_needed = 2;
  actor.roles[0].approvals = 1;
  const auto waiting = decide(actor, "person.read", citizen(), in_case());
  EXPECT_EQ(waiting.outcome, Outcome::needs_approval);
  EXPECT_EQ(waiting.reason, "not_approved");
  actor.roles[0].approvals = 2;
  EXPECT_EQ(reason(actor, in_case()), "granted");
  auto context = in_case();
  context.approvals_needed = 2;
  context.approvals = 1;
  EXPECT_EQ(decide(actor, "person.read", citizen(), context).reason, "approval");
}

TEST(Insider, ALapsedCourseStopsTheRole) {
  auto actor = officer();
  actor.roles[0].trainings = {"privacy"};
  EXPECT_EQ(reason(actor, in_case()), "training");
}

TEST(Insider, LevelsAreAskedForByTheRole) {
  auto actor = officer();
  actor.roles[0].least_acr = Acr::aal3;
  const auto decision = decide(actor, "person.read", citizen(), in_case());
  EXPECT_EQ(decision.outcome, Outcome::needs_step_up);
  EXPECT_EQ(decision.wanted, Acr::aal3);
  EXPECT_EQ(decide(actor, "client.write", citizen(), in_case()).outcome, Outcome::deny)
      << "no step-up helps who has no permission";
  actor = officer();
  actor.roles[0].least_ial = Ial::ial3;
  EXPECT_EQ(reason(actor, in_case()), "proofing");
}

TEST(Insider, TwoDutiesInOneSession) {
  auto actor = officer();
  actor.exclusive = {{"case.assign", "person.read"}};
  auto context = in_case();
  EXPECT_EQ(reason(actor, context), "granted");
  context.exercised = {"case.assign"};
  EXPECT_EQ(reason(actor, context), "conflict_in_session");
  context.exercised = {"person.read"};
  EXPECT_EQ(reason(actor, context), "granted") << "the same again";
}

HeldRole delegated() {
  auto role = officer_role();
  role.role_grant = Uuid{{3, 2}};
  role.person = kOther;
  role.unit = kNorth;
  role.unit_closure = {kNorth};
  role.ends = kNow + days{1};
  role.purposes = {"support"};
  role.delegated_from = Uuid{{3, 1}};
  role.source = {officer_role()};
  return role;
}

std::string_view fault(const HeldRole& role) {
  return fault_of(
      role, {.id = kOther, .acr = Acr::aal2_phr, .staff_active = true, .ial = Ial::ial2}, kNow);
}

TEST(Delegation, HoldsWithinItsSourceAndFallsWithIt) {
  EXPECT_EQ(fault(delegated()), "");
  const auto broken = [](auto&& change) {
    auto role = delegated();
    change(role);
    return fault(role);
  };
  EXPECT_EQ(broken([](auto& r) { r.source.clear(); }), "delegation") << "the source is gone";
  EXPECT_EQ(broken([](auto& r) { r.source[0].revoked = true; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].ends = kNow; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].sealed = false; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].trainings = {"privacy"}; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].delegable = false; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].holder_in_force = false; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].delegated_from = Uuid{{3, 9}}; }), "delegation")
      << "a chain";
  EXPECT_EQ(broken([](auto& r) { r.source[0].role = "other"; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.source[0].approvals_needed = 1; }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.unit = kRootUnit; }), "delegation") << "a wider unit";
  EXPECT_EQ(broken([](auto& r) { r.purposes.insert("legal_request"); }), "delegation");
  EXPECT_EQ(broken([](auto& r) { r.ends = kNow + days{11}; }), "delegation") << "longer";
  EXPECT_EQ(broken([](auto& r) { r.ends.reset(); }), "delegation");
}

std::string delegate(const Actor& actor, NewDelegation wish, GrantFacts facts) {
  wish.reason = "on leave";
  const auto good = decide_delegation(actor, wish, facts, kNow);
  return good ? "ok" : good.error().id;
}

TEST(Delegation, IsForOnesOwnDelegableGrantOnly) {
  const GrantFacts facts{.person_active = true,
                         .person_staff = true,
                         .person_ial = Ial::ial2,
                         .role_exists = true,
                         .unit_exists = true,
                         .limits = {.delegable = true}};
  const NewDelegation wish{.from = Uuid{{3, 1}}, .deputy = kOther};
  EXPECT_EQ(delegate(officer(), wish, facts), "ok");
  EXPECT_EQ(delegate(officer(), {.from = Uuid{{3, 7}}, .deputy = kOther}, facts),
            "delegation.not_mine");
  EXPECT_EQ(delegate(officer(), {.from = Uuid{{3, 1}}, .deputy = kMe}, facts), "delegation.self");
  EXPECT_EQ(delegate(officer(), {.from = Uuid{{3, 1}}, .deputy = kOther, .unit = kRootUnit}, facts),
            "delegation.wider");
  EXPECT_EQ(
      delegate(officer(), {.from = Uuid{{3, 1}}, .deputy = kOther, .purposes = {"legal_request"}},
               facts),
      "delegation.wider");
  EXPECT_EQ(
      delegate(officer(), {.from = Uuid{{3, 1}}, .deputy = kOther, .ends = kNow + days{11}}, facts),
      "delegation.wider");
  auto actor = officer();
  actor.roles[0].delegable = false;
  EXPECT_EQ(delegate(actor, wish, facts), "delegation.not_delegable");
  actor = officer();
  actor.id = kOther;
  actor.roles = {delegated()};
  EXPECT_EQ(delegate(actor, {.from = Uuid{{3, 2}}, .deputy = kMe}, facts),
            "delegation.not_delegable")
      << "no chain";
  actor = officer();
  actor.by_token = true;
  EXPECT_EQ(delegate(actor, wish, facts), "delegation.not_mine") << "a token without its scope";
  actor.scopes = {"admin:role-grants.write"};
  EXPECT_EQ(delegate(actor, wish, facts), "ok");
  auto power = facts;
  power.role_has_power = true;
  EXPECT_EQ(delegate(officer(), wish, power), "role_grant.power");
  auto conflict = facts;
  conflict.conflicts = {"a + b"};
  EXPECT_EQ(delegate(officer(), wish, conflict), "role_grant.conflict");
}

TEST(Seal, IsOverEverythingThatDecides) {
  const crypto::Keyring keys(
      {{.id = 5, .purpose = std::string(crypto::kPurposeRoleGrant), .key = Secret(Bytes(32, 7))}});
  const crypto::Keyring others(
      {{.id = 5, .purpose = std::string(crypto::kPurposeRoleGrant), .key = Secret(Bytes(32, 8))}});
  RoleGrant good{.id = Uuid{{3, 1}},
                 .person = kMe,
                 .role = "officer",
                 .unit = kTax,
                 .starts = kNow,
                 .ends = kNow + days{1},
                 .granted_by = kOther,
                 .purposes = {"a", "bc"}};
  good.seal = seal_of(good, keys);
  EXPECT_TRUE(is_sealed(good, keys));
  EXPECT_FALSE(is_sealed(good, others));
  const auto altered = [&](auto&& change) {
    auto grant = good;
    change(grant);
    return is_sealed(grant, keys);
  };
  EXPECT_FALSE(altered([](auto& g) { g.id = kCase; }));
  EXPECT_FALSE(altered([](auto& g) { g.person = kOther; }));
  EXPECT_FALSE(altered([](auto& g) { g.role = "admin"; }));
  EXPECT_FALSE(altered([](auto& g) { g.unit = kRootUnit; }));
  EXPECT_FALSE(altered([](auto& g) { g.starts -= seconds{1}; }));
  EXPECT_FALSE(altered([](auto& g) { *g.ends += Duration{1}; }));
  EXPECT_FALSE(altered([](auto& g) { g.ends.reset(); }));
  EXPECT_FALSE(altered([](auto& g) { g.granted_by.reset(); }));
  EXPECT_FALSE(altered([](auto& g) { g.request = kCase; }));
  EXPECT_FALSE(altered([](auto& g) { g.delegated_from = kCase; }));
  EXPECT_FALSE(altered([](auto& g) { g.purposes = {"ab", "c"}; })) << "each with its length";
  EXPECT_FALSE(altered([](auto& g) { g.purposes.push_back("d"); }));
  EXPECT_FALSE(altered([](auto& g) { g.revoked = kNow; }));
  EXPECT_FALSE(altered([](auto& g) { g.seal.clear(); }));
  EXPECT_TRUE(altered([](auto& g) { g.purposes = {"bc", "a"}; })) << "their order is nothing";
}

TEST(WorkCaseRule, NobodyOpensACaseForOrAboutHimself) {
  Actor supervisor{.id = kMe, .acr = Acr::aal2_phr, .staff_active = true};
  const WorkCaseFacts facts{
      .person_unit = kTax, .assignee_in_service = true, .purpose_exists = true};
  const NewWorkCase good{.purpose = "support",
                         .reference = "T-17",
                         .person = kCitizen,
                         .assignee = kOther,
                         .reason = "asked for help"};
  const auto open = [&](NewWorkCase wish, WorkCaseFacts known) {
    const auto made = decide_case(supervisor, kCase, wish, known, kNow);
    return made ? std::string("ok") : made.error().id;
  };
  EXPECT_EQ(open(good, facts), "ok");
  EXPECT_EQ(decide_case(supervisor, kCase, good, facts, kNow)->unit, kTax) << "the person's";
  auto wish = good;
  wish.assignee = kMe;
  EXPECT_EQ(open(wish, facts), "case.self");
  wish = good;
  wish.person = kMe;
  EXPECT_EQ(open(wish, facts), "case.self");
  wish = good;
  wish.person = kOther;
  EXPECT_EQ(open(wish, facts), "case.self") << "nobody works a case about himself";
  wish = good;
  wish.closes = kNow + days{91};
  EXPECT_EQ(open(wish, facts), "case.period");
  wish = good;
  wish.reference = "Mr. Smith";
  EXPECT_EQ(open(wish, facts), "case.reference");
  auto known = facts;
  known.assignee_in_service = false;
  EXPECT_EQ(open(good, known), "case.assignee");
  known = facts;
  known.person_unit.reset();
  EXPECT_EQ(open(good, known), "person.unknown");
}

TEST(Training, IsToldOnceAt30And7And1Days) {
  EXPECT_EQ(days_to_tell(kNow + days{31}, {}, kNow), 0);
  EXPECT_EQ(days_to_tell(kNow + days{30}, {}, kNow), 30);
  EXPECT_EQ(days_to_tell(kNow + days{20}, 30, kNow), 0);
  EXPECT_EQ(days_to_tell(kNow + days{7}, 30, kNow), 7);
  EXPECT_EQ(days_to_tell(kNow + days{2}, 7, kNow), 0);
  EXPECT_EQ(days_to_tell(kNow + hours{20}, 7, kNow), 1);
  EXPECT_EQ(days_to_tell(kNow + hours{2}, 1, kNow), 0);
  EXPECT_EQ(days_to_tell(kNow, {}, kNow), 0) << "it is over";
}

TEST(RoleRule, OnlyTheSystemUserLetsARoleAskForLess) {
  Actor admin{.id = kMe,
              .acr = Acr::aal2_phr,
              .staff_active = true,
              .roles = {{.role = "role_admin",
                         .permissions = {"role.write"},
                         .unit = kRootUnit,
                         .unit_closure = {kRootUnit},
                         .starts = kNow,
                         .sealed = true}}};
  const Role current{.name = "clerk",
                     .title = "Clerk",
                     .limits = {.approvals = 2, .longest = 90, .most_holders = 3},
                     .prerequisites = {{"course", "privacy"}}};
  const auto change = [&](auto&& edit, const Actor& by) {
    NewRole role{.name = "clerk",
                 .title = "Clerk",
                 .limits = current.limits,
                 .prerequisites = current.prerequisites};
    edit(role);
    const auto good = decide_role(by, role, &current, {}, kNow);
    return good ? std::string("ok") : good.error().id;
  };
  const auto fewer_eyes = [](auto& r) { r.limits.approvals = 1; };
  EXPECT_EQ(change(fewer_eyes, admin), "role.loosened");
  EXPECT_EQ(change(fewer_eyes, system_actor()), "ok");
  EXPECT_EQ(change([](auto& r) { r.limits.longest = 91; }, admin), "role.loosened");
  EXPECT_EQ(change([](auto& r) { r.limits.most_holders.reset(); }, admin), "role.loosened");
  EXPECT_EQ(change([](auto& r) { r.limits.delegable = true; }, admin), "role.loosened");
  EXPECT_EQ(change([](auto& r) { r.prerequisites.clear(); }, admin), "role.loosened");
  EXPECT_EQ(change([](auto& r) { r.limits.approvals = 3; }, admin), "ok") << "more is fine";
  EXPECT_EQ(change([](auto& r) { r.prerequisites.push_back({"ial", "ial9"}); }, admin),
            "role.prerequisite");
  EXPECT_EQ(change([](auto& r) { r.limits.approvals = 10; }, admin), "role.limits");
}

TEST(GrantRule, TimeHoldersCoursesPurposesAndApprovalsAreChecked) {
  GrantFacts facts{.person_active = true,
                   .person_staff = true,
                   .person_ial = Ial::ial2,
                   .role_exists = true,
                   .unit_exists = true,
                   .limits = {.longest = 90}};
  const NewRoleGrant good{.person = kOther, .role = "clerk", .unit = kTax, .reason = "new post"};
  const auto ask = [&](const NewRoleGrant& wish, const GrantFacts& known) {
    const auto result = decide_grant(system_actor(), wish, known, kNow);
    return result ? std::string("ok") : result.error().id;
  };
  EXPECT_EQ(ask(good, facts), "ok");
  EXPECT_EQ(make_grant({}, good, {}, facts.limits, kNow).ends, kNow + days{90});
  auto wish = good;
  wish.ends = kNow + days{91};
  EXPECT_EQ(ask(wish, facts), "role_grant.period");
  auto known = facts;
  known.full = {"clerk"};
  EXPECT_EQ(ask(good, known), "role_grant.holders");
  known = facts;
  known.missing = {"privacy"};
  EXPECT_EQ(ask(good, known), "role_grant.training");
  known = facts;
  known.unknown_purposes = {"curiosity"};
  EXPECT_EQ(ask(good, known), "role_grant.purpose");
  known = facts;
  known.limits.approvals = 2;
  EXPECT_EQ(ask(good, known), "role_grant.approval_needed") << "for the system user too";
  wish = good;
  wish.request = kCase;
  EXPECT_EQ(ask(wish, known), "ok");
}

}  // namespace
}  // namespace tessera::access
