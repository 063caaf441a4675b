#include <tessera/access/grant_rule.hpp>

#include <gtest/gtest.h>

namespace tessera::access {
namespace {

const Uuid kAdmin = parse_uuid("11111111-1111-4111-8111-111111111111").value();
const Uuid kClerk = parse_uuid("22222222-2222-4222-8222-222222222222").value();
const Uuid kTax = parse_uuid("33333333-3333-4333-8333-333333333333").value();
const TimePoint kNow{seconds{1'800'000'000}};

Actor role_admin() {
  return {.id = kAdmin,
          .acr = Acr::aal2_phr,
          .staff_active = true,
          .roles = {{.role = "role_admin",
                     .permissions = {"role_grant.create", "role.write"},
                     .unit = kRootUnit,
                     .unit_closure = {kRootUnit, kTax},
                     .starts = kNow - hours{1},
                     .sealed = true}}};
}
NewRoleGrant wish() {
  return {.person = kClerk, .role = "registrar", .unit = kTax, .reason = "new post"};
}
GrantFacts good_facts() {
  return {.person_active = true,
          .person_staff = true,
          .person_ial = Ial::ial2,
          .role_exists = true,
          .unit_exists = true};
}

std::string grant(const NewRoleGrant& wish, const GrantFacts& facts,
                  const Actor& actor = role_admin()) {
  const auto result = decide_grant(actor, wish, facts, kNow);
  return result ? "ok" : result.error().id + "/" + result.error().detail;
}

TEST(GrantRule, AllowsAProofedCivilServantInReach) {
  EXPECT_EQ(grant(wish(), good_facts()), "ok");
}

TEST(GrantRule, NobodyGrantsToHimself) {
  auto mine = wish();
  mine.person = kAdmin;
  EXPECT_EQ(grant(mine, good_facts()), "access.denied/self");
}

TEST(GrantRule, NotOutsideTheUnit) {
  auto elsewhere = wish();
  elsewhere.unit = kClerk;
  EXPECT_EQ(grant(elsewhere, good_facts()), "access.denied/outside_unit");
}

TEST(GrantRule, PowerComesFromTheSystemUserOnly) {
  auto facts = good_facts();
  facts.role_has_power = true;
  EXPECT_EQ(grant(wish(), facts), "role_grant.power/");
  EXPECT_EQ(grant(wish(), facts, system_actor()), "ok");
}

TEST(GrantRule, DutiesStaySeparate) {
  auto facts = good_facts();
  facts.conflicts = {"application.decide + audit_event.read"};
  EXPECT_EQ(grant(wish(), facts), "role_grant.conflict/");
  EXPECT_EQ(grant(wish(), facts, system_actor()), "ok");
}

TEST(GrantRule, ThePersonIsAnActiveProofedCivilServant) {
  auto facts = good_facts();
  facts.person_active = false;
  EXPECT_EQ(grant(wish(), facts), "person.unknown/");
  facts = good_facts();
  facts.person_staff = false;
  EXPECT_EQ(grant(wish(), facts), "role_grant.not_staff/");
  EXPECT_EQ(grant(wish(), facts, system_actor()), "role_grant.not_staff/");
  facts = good_facts();
  facts.person_ial = Ial::ial1;
  EXPECT_EQ(grant(wish(), facts), "role_grant.not_proofed/");
  facts = good_facts();
  facts.role_exists = false;
  EXPECT_EQ(grant(wish(), facts), "role.unknown/");
  facts = good_facts();
  facts.unit_exists = false;
  EXPECT_EQ(grant(wish(), facts), "unit.unknown/");
}

TEST(GrantRule, ThePeriodIsAhead) {
  auto past = wish();
  past.ends = kNow;
  EXPECT_EQ(grant(past, good_facts()), "role_grant.period/");
  past.starts = kNow + hours{2};
  past.ends = kNow + hours{1};
  EXPECT_EQ(grant(past, good_facts()), "role_grant.period/");
  auto silent = wish();
  silent.reason = "";
  EXPECT_EQ(grant(silent, good_facts()), "role_grant.reason/");
}

std::string role(const NewRole& role, const RoleFacts& facts, const Role* current = nullptr,
                 const Actor& actor = role_admin()) {
  const auto result = decide_role(actor, role, current, facts, kNow);
  return result ? "ok" : result.error().id;
}

TEST(RoleRule, GuardsWhatARoleMayBecome) {
  const NewRole clerk{.name = "clerk", .title = "Clerk", .permissions = {"application.read"}};
  EXPECT_EQ(role(clerk, {}), "ok");
  EXPECT_EQ(role(clerk, {.unknown = {"x.y"}}), "role.unknown_permission");
  EXPECT_EQ(role(clerk, {.has_power = true}), "role.power");
  EXPECT_EQ(role(clerk, {.has_power = true}, nullptr, system_actor()), "ok");
  EXPECT_EQ(role(clerk, {.conflicts = {"a + b"}}), "role.conflict");
  EXPECT_EQ(role(clerk, {.conflicts = {"a + b"}}, nullptr, system_actor()), "role.conflict");
  const RoleFacts broken{.broken_holders = {"x (a + b)"}, .broken_count = 1};
  EXPECT_EQ(role(clerk, broken), "role.holder_conflict");
  EXPECT_EQ(role(clerk, broken, nullptr, system_actor()), "role.holder_conflict");
  EXPECT_EQ(role(clerk, {.widened = {"clerk"}}), "role.approved");
  EXPECT_EQ(role(clerk, {.widened = {"clerk"}}, nullptr, system_actor()), "role.approved");
  const Role loose{.name = "clerk"};
  EXPECT_EQ(role(clerk, {.loosens = true}, &loose), "role.loosened");
  EXPECT_EQ(role(clerk, {.loosens = true}, &loose, system_actor()), "ok");
  const Role builtin{.name = "clerk", .builtin = true};
  EXPECT_EQ(role(clerk, {}, &builtin, system_actor()), "role.builtin");
  EXPECT_EQ(role({.name = "role_admin", .title = "x"}, {}), "role.held");
  EXPECT_EQ(role(clerk, {.heirs = {"senior_clerk"}}), "ok");
  EXPECT_EQ(role(clerk, {.heirs = {"role_admin"}}), "role.held")
      << "what it gains, his role would gain";
  EXPECT_EQ(role({.name = "Clerk", .title = "x"}, {}), "role.name");
  EXPECT_EQ(role({.name = "clerk"}, {}), "role.title");
  auto local = role_admin();
  local.roles[0].unit_closure = {kTax};
  EXPECT_EQ(role(clerk, {}, nullptr, local), "access.denied")
      << "the catalogue belongs to the root";
}

}  // namespace
}  // namespace tessera::access
