#include <tessera/access/decision.hpp>

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace tessera::access {
namespace {

const Uuid kMe = parse_uuid("11111111-1111-4111-8111-111111111111").value();
const Uuid kOther = parse_uuid("22222222-2222-4222-8222-222222222222").value();
const Uuid kTax = parse_uuid("33333333-3333-4333-8333-333333333333").value();
const Uuid kHealth = parse_uuid("44444444-4444-4444-8444-444444444444").value();
const TimePoint kNow{seconds{1'800'000'000}};

HeldRole role(std::string name, std::set<std::string> permissions, std::set<Uuid> units) {
  return {.role_grant = kOther,
          .role = std::move(name),
          .permissions = std::move(permissions),
          .unit = *units.begin(),
          .unit_closure = std::move(units),
          .starts = kNow - hours{1},
          .sealed = true};
}

Actor registrar() {
  return {.id = kMe,
          .acr = Acr::aal2_phr,
          .staff_active = true,
          .roles = {role("registrar", {"application.read", "application.decide"}, {kTax})}};
}

std::string reason(const Actor& actor, std::string_view permission, const Resource& resource) {
  return decide(actor, permission, resource, kNow).reason;
}

TEST(Decide, AllowsWithinTheUnit) {
  const auto decision = decide(registrar(), "application.decide",
                               {.unit = kTax, .person = kOther, .assignee = kMe}, kNow);
  EXPECT_TRUE(decision.allowed());
  EXPECT_EQ(decision.role, "registrar");
  EXPECT_EQ(decision.role_grant, kOther);
  EXPECT_EQ(decision.path.front(), "person:" + to_string(kMe));
  EXPECT_EQ(decision.path.back(), "permission:application.decide");
}

TEST(Decide, RefusesEverythingElse) {
  const Resource tax{.unit = kTax};
  EXPECT_EQ(reason(registrar(), "client.write", tax), "no_permission");
  EXPECT_EQ(reason(registrar(), "application.read", {.unit = kHealth}), "outside_unit");
  EXPECT_EQ(reason(registrar(), "application.read", {}), "outside_unit")
      << "no unit means the root";
  EXPECT_EQ(reason(registrar(), "application.read", {.unit = kTax, .person = kMe}), "self");
  EXPECT_EQ(reason(registrar(), "application.read", {.unit = kTax, .assignee = kOther}),
            "not_assigned");
  auto actor = registrar();
  for (const auto acr : {Acr::none, Acr::aal1, Acr::aal2}) {
    actor.acr = acr;
    EXPECT_EQ(reason(actor, "application.read", tax), "acr");
  }
  actor.least = Acr::aal2;
  EXPECT_EQ(reason(actor, "application.read", tax), "granted") << "as the deployment wants it";
  actor = registrar();
  actor.staff_active = false;
  EXPECT_EQ(reason(actor, "application.read", tax), "not_staff");
  actor = registrar();
  actor.kind = Actor::Kind::client;
  EXPECT_EQ(reason(actor, "application.read", tax), "no_permission");
  EXPECT_EQ(reason(Actor{}, "application.read", tax), "no_permission");
}

TEST(Decide, ARoleCountsFromItsStartToBeforeItsEnd) {
  auto actor = registrar();
  auto& held = actor.roles[0];
  held.starts = kNow;
  EXPECT_TRUE(decide(actor, "application.read", {.unit = kTax}, kNow).allowed());
  held.starts = kNow + Duration{1};
  EXPECT_EQ(reason(actor, "application.read", {.unit = kTax}), "ended");
  held.starts = kNow - hours{1};
  held.ends = kNow;
  EXPECT_EQ(reason(actor, "application.read", {.unit = kTax}), "ended");
  held.ends = kNow + Duration{1};
  EXPECT_TRUE(decide(actor, "application.read", {.unit = kTax}, kNow).allowed());
  held.revoked = true;
  EXPECT_EQ(reason(actor, "application.read", {.unit = kTax}), "ended");
}

TEST(Decide, ATokenNarrows) {
  auto actor = registrar();
  actor.by_token = true;
  EXPECT_EQ(reason(actor, "application.read", {.unit = kTax}), "scope");
  actor.scopes = {"admin:applications.read"};
  EXPECT_TRUE(decide(actor, "application.read", {.unit = kTax}, kNow).allowed());
  EXPECT_EQ(reason(actor, "application.decide", {.unit = kTax}), "scope");
  actor.scopes = {"admin:clients.write"};
  EXPECT_EQ(reason(actor, "client.write", {.unit = kTax}), "no_permission")
      << "a scope never widens";
}

TEST(Scope, NamesNounAndKind) {
  EXPECT_EQ(scope_of("permits:permit.read"), "");
  EXPECT_EQ(scope_of("client.write"), "admin:clients.write");
  EXPECT_EQ(scope_of("client.read"), "admin:clients.read");
  EXPECT_EQ(scope_of("person.reveal"), "admin:people.read");
  EXPECT_EQ(scope_of("role_grant.create"), "admin:role-grants.write");
  EXPECT_EQ(scope_of("audit_event.read"), "admin:audit-events.read");
}

TEST(Units, AreThoseOfRolesInForce) {
  EXPECT_FALSE(units_for(system_actor(), "x.y", kNow).has_value());
  EXPECT_EQ(units_for(registrar(), "application.read", kNow), std::set<Uuid>{kTax});
  EXPECT_TRUE(units_for(registrar(), "client.read", kNow)->empty());
  auto actor = registrar();
  actor.roles[0].revoked = true;
  EXPECT_TRUE(units_for(actor, "application.read", kNow)->empty());
}

// A small world in which everything can be drawn: 4 permissions, 4 units, 3 persons, times around
// now.
struct World {
  static Uuid unit(int i) { return Uuid{{1, static_cast<std::uint8_t>(i)}}; }
  static Uuid person(int i) { return Uuid{{2, static_cast<std::uint8_t>(i)}}; }
  static std::string permission(int i) { return "thing.p" + std::to_string(i); }
};

rc::Gen<HeldRole> any_role() {
  return rc::gen::exec([] {
    HeldRole held{.role_grant = World::unit(9), .role = "r", .sealed = true};
    for (const int p : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4)))
      held.permissions.insert(World::permission(p));
    for (const int u : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4)))
      held.unit_closure.insert(World::unit(u));
    held.starts = kNow + Duration{*rc::gen::inRange(-2, 3)};
    if (*rc::gen::arbitrary<bool>()) held.ends = kNow + Duration{*rc::gen::inRange(-2, 3)};
    held.revoked = *rc::gen::inRange(0, 4) == 0;
    return held;
  });
}

rc::Gen<Actor> any_actor() {
  return rc::gen::exec([] {
    Actor actor{
        .kind = *rc::gen::weightedElement<Actor::Kind>(
            {{8, Actor::Kind::person}, {1, Actor::Kind::client}}),
        .acr = *rc::gen::element(Acr::none, Acr::aal1, Acr::aal2, Acr::aal2_phr, Acr::aal3)};
    if (*rc::gen::inRange(0, 8) != 0) actor.id = World::person(*rc::gen::inRange(0, 3));
    actor.staff_active = *rc::gen::inRange(0, 4) != 0;
    actor.by_token = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) actor.scopes.insert("admin:things.write");
    actor.roles = *rc::gen::container<std::vector<HeldRole>>(any_role());
    return actor;
  });
}

rc::Gen<Resource> any_resource() {
  return rc::gen::exec([] {
    Resource resource{.type = "thing"};
    if (*rc::gen::inRange(0, 5) != 0) resource.unit = World::unit(*rc::gen::inRange(0, 4));
    if (*rc::gen::arbitrary<bool>()) resource.person = World::person(*rc::gen::inRange(0, 3));
    if (*rc::gen::inRange(0, 3) == 0) resource.assignee = World::person(*rc::gen::inRange(0, 3));
    return resource;
  });
}

// The rule told the other way round: a yes needs a witness.
void a_yes_has_a_witness() {
  const auto actor = *any_actor();
  const auto resource = *any_resource();
  const auto permission = World::permission(*rc::gen::inRange(0, 4));
  const auto decision = decide(actor, permission, resource, kNow);
  const auto witness = std::ranges::any_of(actor.roles, [&](const HeldRole& held) {
    return held.permissions.contains(permission) &&
           held.unit_closure.contains(resource.unit.value_or(kRootUnit)) && held.starts <= kNow &&
           (!held.ends || kNow < *held.ends) && !held.revoked;
  });
  const bool allowed = witness && actor.kind == Actor::Kind::person && actor.id.has_value() &&
                       actor.staff_active && actor.acr >= actor.least &&
                       resource.person != actor.id &&
                       (!resource.assignee || resource.assignee == actor.id) &&
                       (!actor.by_token || actor.scopes.contains("admin:things.write"));
  RC_CLASSIFY(decision.allowed());
  RC_ASSERT(decision.allowed() ==
            (allowed && !(resource.person.has_value() && resource.person == actor.id)));
  if (decision.allowed()) {
    const auto units = units_for(actor, permission, kNow);
    RC_ASSERT(units->contains(resource.unit.value_or(kRootUnit)));
  }
}

void less_is_never_more() {
  auto actor = *any_actor();
  const auto resource = *any_resource();
  const auto permission = World::permission(*rc::gen::inRange(0, 4));
  const bool before = decide(actor, permission, resource, kNow).allowed();
  if (!actor.roles.empty()) actor.roles.pop_back();
  actor.scopes.clear();
  actor.by_token = true;
  RC_ASSERT(!decide(actor, permission, resource, kNow).allowed() || before);
}

TEST(Decide, NobodyReachesAnythingOutsideTheClosure) {
  EXPECT_TRUE(rc::check(a_yes_has_a_witness));
}
TEST(Decide, LosingSomethingNeverGivesMore) {
  EXPECT_TRUE(rc::check(less_is_never_more));
}

}  // namespace
}  // namespace tessera::access
