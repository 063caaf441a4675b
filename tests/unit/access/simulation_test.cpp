#include <tessera/access/simulation.hpp>

#include <gtest/gtest.h>

namespace tessera::access {
namespace {

const TimePoint kNow = TimePoint{} + days{20'000};
const Uuid kNorth{{1}}, kNorthDesk{{2}}, kSouth{{3}}, kGrant{{7}}, kOther{{8}};

HeldRole held(const Uuid& id, std::string role, std::set<std::string> permissions,
              const Uuid& unit) {
  HeldRole out;
  out.role_grant = id;
  out.role = std::move(role);
  out.permissions = std::move(permissions);
  out.unit = unit;
  out.unit_closure = {unit};
  out.starts = kNow - days{1};
  out.sealed = true;
  return out;
}

Actor anna() {
  Actor actor;
  actor.id = Uuid{{9}};
  actor.acr = Acr::aal3;
  actor.staff_active = true;
  actor.ial = Ial::ial2;
  actor.roles = {held(kGrant, "auditor", {"audit_event.read", "client.read"}, kNorth),
                 held(kOther, "clerk", {"person.list", "client.read"}, kSouth)};
  return actor;
}

Role role(std::string name, std::vector<std::string> permissions,
          std::vector<std::string> parents = {}) {
  Role out;
  out.name = std::move(name);
  out.permissions = std::move(permissions);
  out.parents = std::move(parents);
  return out;
}

TEST(Simulation, TriesEachGrantAlone) {
  const Resource resource{.type = "client", .id = {}, .unit = kSouth};
  const auto tried = try_grants(anna(), "client.read", resource, {.now = kNow});
  ASSERT_EQ(tried.size(), 2u);
  EXPECT_EQ(tried[0].reason, "outside_unit");
  EXPECT_EQ(tried[1].reason, "granted");
  EXPECT_EQ(try_grants(anna(), "person.list", resource, {.now = kNow})[0].reason, "no_permission");
  auto left = anna();
  left.staff_active = false;
  EXPECT_EQ(try_grants(left, "client.read", resource, {.now = kNow})[1].reason, "not_staff");
}

TEST(Simulation, TheEndOfAGrantTakesAwayWhatNoOtherGives) {
  const auto changes =
      difference(abilities_of(anna(), kNow), abilities_of(without_grant(anna(), kGrant), kNow));
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].permission, "audit_event.read");
  EXPECT_EQ(changes[0].lost, (std::set{kNorth}));
  EXPECT_EQ(changes[1].permission, "client.read");
  EXPECT_EQ(changes[1].lost, (std::set{kNorth})) << "it is left in the south";
  EXPECT_TRUE(changes[0].gained.empty());
}

TEST(Simulation, WithAGrantTheDelegatedOnesEndToo) {
  auto actor = anna();
  actor.roles[1].delegated_from = kGrant;
  EXPECT_TRUE(without_grant(actor, kGrant).roles.empty());
}

TEST(Simulation, ARoleInAUnitReachesWhatIsBelow) {
  const std::vector<Unit> units{
      {.id = kRootUnit, .parent = {}, .name = "root", .created = {}},
      {.id = kNorth, .parent = kRootUnit, .name = "north", .created = {}},
      {.id = kNorthDesk, .parent = kNorth, .name = "desk", .created = {}},
      {.id = kSouth, .parent = kRootUnit, .name = "south", .created = {}}};
  EXPECT_EQ(subtree(units, kNorth), (std::set{kNorth, kNorthDesk}));
  EXPECT_EQ(subtree(units, kRootUnit).size(), 4u);
  auto registrar = role("registrar", {"application.decide"});
  registrar.closure = {"application.decide", "unit.read"};
  const auto after = with_grant(anna(), registrar, kNorth, subtree(units, kNorth), kNow);
  const auto changes = difference(abilities_of(anna(), kNow), abilities_of(after, kNow));
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].gained, (std::set{kNorth, kNorthDesk}));
}

TEST(Simulation, AChangedRoleReachesItsHeirs) {
  const std::vector<Role> roles{role("staff", {"unit.read"}),
                                role("auditor", {"audit_event.read"}, {"staff"}),
                                role("chief", {"client.read"}, {"auditor"})};
  const NewRole change{.name = "staff", .title = "x", .permissions = {"role.read"}, .parents = {}};
  EXPECT_EQ(closure_with(roles, change, "chief"),
            (std::set<std::string>{"audit_event.read", "client.read", "role.read"}));
  EXPECT_TRUE(closure_with(roles, change, "nobody").empty());
  const NewRole ring{.name = "staff", .title = "x", .permissions = {}, .parents = {"chief"}};
  EXPECT_EQ(closure_with(roles, ring, "staff").size(), 2u) << "ends, although the store refuses it";
}

TEST(Simulation, NothingDiffersFromItself) {
  EXPECT_TRUE(difference(abilities_of(anna(), kNow), abilities_of(anna(), kNow)).empty());
}

}  // namespace
}  // namespace tessera::access
