// What roles give a client in its tokens (RFC 9068 2.2.3.1).
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "oauth/claims/role_claims.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

using access::Actor;
using access::HeldRole;
using Names = std::vector<std::string>;

const TimePoint kNow = from_unix(1'800'000'000);

struct RoleClaimsTest : testing::Test {
  RoleClaimsTest() {
    registration.roles_claim = true;
    registration.role_claims = {"roles", "groups", "entitlements"};
    registration.permission_namespace = "permits";
    actor = {.id = id_of(9), .acr = Acr::aal2_phr, .staff_active = true};
  }
  HeldRole& give(std::string role, std::uint8_t unit, std::set<std::string> permissions = {}) {
    HeldRole held{.role = std::move(role), .permissions = std::move(permissions)};
    held.unit = id_of(unit);
    held.unit_closure = {id_of(unit)};
    held.starts = kNow - days{1};
    held.sealed = true;
    actor.roles.push_back(std::move(held));
    return actor.roles.back();
  }
  RoleClaims claims() const {
    return make_role_claims(actor, make_entry(approved(1, registration), baseline()), kNow);
  }
  ClientRegistration registration = portal();
  Actor actor;
};

TEST_F(RoleClaimsTest, RolesUnitsAndTheClientsOwnPermissions) {
  give("clerk", 2, {"permits:permit.read", "taxes:file.read", "person.read", "permitsx:a.b"});
  give("clerk", 3, {"permits:permit.read"});
  give("auditor", 2);
  const auto out = claims();
  EXPECT_EQ(out.roles, (Names{"auditor", "clerk"}));
  EXPECT_EQ(out.groups, (Names{to_string(id_of(2)), to_string(id_of(3))}));
  const auto list = boost::json::parse(out.entitlements).as_array();
  ASSERT_EQ(list.size(), 5u) << out.entitlements;
  EXPECT_EQ(list[0],
            (boost::json::object{
                {"type", "permission"}, {"value", "permit.read"}, {"unit", to_string(id_of(2))}}));
  EXPECT_EQ(list[4], (boost::json::object{
                         {"type", "role"}, {"value", "clerk"}, {"unit", to_string(id_of(3))}}));
  EXPECT_EQ(out.entitlements.find("taxes"), std::string::npos) << "of another portal";
  EXPECT_EQ(out.entitlements.find("person.read"), std::string::npos) << "of this server";
}

TEST_F(RoleClaimsTest, OnlyWhatIsRegistered) {
  give("clerk", 2, {"permits:permit.read"});
  registration.role_claims = {"groups"};
  EXPECT_EQ(claims(), (RoleClaims{.groups = {to_string(id_of(2))}}));
  registration.role_filter = {"auditor"};
  EXPECT_TRUE(claims().empty());
  registration.role_filter.clear();
  registration.roles_claim = false;
  EXPECT_TRUE(claims().empty());
  registration.roles_claim = true;
  registration.role_claims = {"entitlements"};
  registration.permission_namespace.clear();
  EXPECT_EQ(claims().entitlements.find("permission"), std::string::npos);
}

TEST_F(RoleClaimsTest, OnlyWhatIsInForce) {
  give("revoked", 2).revoked = true;
  give("ended", 2).ends = kNow;
  give("later", 2).starts = kNow + seconds{1};
  give("unsealed", 2).sealed = false;
  give("unapproved", 2).approvals_needed = 1;
  give("untrained", 2).trainings = {"privacy"};
  give("unproofed", 2).least_ial = Ial::ial2;
  give("hardware", 2).least_acr = Acr::aal3;
  EXPECT_TRUE(claims().empty());
  give("clerk", 2);
  EXPECT_EQ(claims().roles, Names{"clerk"});
}

TEST_F(RoleClaimsTest, NothingForCitizensAndForWeakSignIns) {
  give("clerk", 2);
  actor.staff_active = false;
  EXPECT_TRUE(claims().empty());
  actor.staff_active = true;
  actor.acr = Acr::aal2;
  EXPECT_TRUE(claims().empty());
}

TEST_F(RoleClaimsTest, NoClaimGrowsBeyondItsLimit) {
  for (int i = 0; i < 200; ++i) give("role_of_some_length_" + std::to_string(1000 + i), 2);
  const auto out = claims();
  EXPECT_LT(out.roles.size(), 200u);
  EXPECT_GT(out.roles.size(), 50u);
  EXPECT_EQ(out.roles.front(), "role_of_some_length_1000") << "the last ones are left out";
  std::size_t bytes = 0;
  for (const auto& role : out.roles) bytes += role.size() + 3;
  EXPECT_LE(bytes, kRoleClaimBytes);
  EXPECT_LE(out.entitlements.size(), kRoleClaimBytes);
  EXPECT_GT(boost::json::parse(out.entitlements).as_array().size(), 10u);
}

TEST_F(RoleClaimsTest, PlacesAreThoseOfTheRegistration) {
  registration.role_claims_in = {"userinfo"};
  const auto entry = make_entry(approved(1, registration), baseline());
  EXPECT_TRUE(takes_roles_in(entry, "userinfo"));
  EXPECT_FALSE(takes_roles_in(entry, "access_token"));
  registration.roles_claim = false;
  EXPECT_FALSE(takes_roles_in(make_entry(approved(1, registration), baseline()), "userinfo"));
}

}  // namespace
}  // namespace tessera::oauth
