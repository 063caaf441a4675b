// Roles that others approve: what makes one sensitive, and that what was approved stays what it was
// (R37; docs/adr/0039).
#include <tessera/codec/rfc3339.hpp>

#include "tests/integration/access/fixture.hpp"

namespace tessera::access {
namespace {

class SensitiveTest : public AccessTest {
 protected:
  SensitiveTest() { EXPECT_EQ(id_of(grant(system_actor(), admin_, "role_admin")), "ok"); }
  std::string make_role(NewRole role) {
    role.title = role.name;
    return id_of(AWAIT(roles_.create(system_actor(), role, context())));
  }
  std::string change(NewRole role, const Actor& by) {
    role.title = role.name;
    return id_of(AWAIT(roles_.update(by, role, {}, context())));
  }
  std::string reason(const Uuid& person, std::string_view permission) {
    return decide(actor(person), permission, {.unit = kRootUnit}, clock.now()).reason;
  }
  const Uuid admin_ = make_staff();
};

TEST_F(SensitiveTest, APermissionMakesAnyRoleSensitiveUnlessTheConsoleGivesIt) {
  for (const auto* permission : {"approval.decide", "person.reveal", "person.recover",
                                 "break_glass.use", "break_glass.read", "break_glass.review"}) {
    const auto name =
        "helper_" + std::string(permission).replace(std::string_view(permission).find('.'), 1, "_");
    ASSERT_EQ(make_role({.name = name, .permissions = {permission}}), "ok");
    EXPECT_EQ(id_of(grant(actor(admin_), make_staff(), name)), "role_grant.approval_needed");
    ASSERT_EQ(make_role({.name = name + "_heir", .parents = {name}}), "ok");
    EXPECT_EQ(id_of(grant(actor(admin_), make_staff(), name + "_heir")),
              "role_grant.approval_needed");
    const auto first = make_staff();
    ASSERT_EQ(id_of(grant(system_actor(), first, name)), "ok") << "the first ones";
    EXPECT_EQ(reason(first, permission), "granted");
  }
  EXPECT_EQ(id_of(grant(actor(admin_), make_staff(), "approver")), "role_grant.approval_needed");
  EXPECT_EQ(id_of(grant(actor(admin_), make_staff(), "client_admin")), "ok");
}

TEST_F(SensitiveTest, AGrantFromBeforeAPermissionAskedForApprovalsStands) {
  sql("update permission set approvals = 0");
  const auto clerk = make_staff();
  ASSERT_EQ(id_of(grant(actor(admin_), clerk, "registrar")), "ok");
  sql("update permission set approvals = 1, approvals_from = '" +
      codec::render_rfc3339(clock.now() + seconds{1}) + "' where name = 'person.recover'");
  EXPECT_EQ(reason(clerk, "person.recover"), "granted");
  sql("update permission set approvals_from = '-infinity' where name = 'person.recover'");
  EXPECT_EQ(reason(clerk, "person.recover"), "not_approved");
}

TEST_F(SensitiveTest, ARoleThatOthersApproveIsNotWidenedWhileSomebodyHoldsIt) {
  ASSERT_EQ(make_role({.name = "base"}), "ok");
  ASSERT_EQ(make_role({.name = "more", .permissions = {"client.write"}}), "ok");
  const NewRole vault{.name = "vault",
                      .permissions = {"unit.read"},
                      .parents = {"base"},
                      .limits = {.approvals = 0}};
  ASSERT_EQ(make_role(vault), "ok");
  ASSERT_EQ(id_of(grant(system_actor(), make_staff(), "vault")), "ok");
  sql("update role set approvals = 1 where name = 'vault'");
  auto wide = vault;
  wide.limits.approvals = 1;
  wide.permissions.emplace_back("session.end");
  EXPECT_EQ(change(wide, actor(admin_)), "role.approved") << "a permission";
  EXPECT_EQ(change(wide, system_actor()), "role.approved") << "by whomever";
  wide.permissions = vault.permissions;
  wide.parents = {"base", "more"};
  EXPECT_EQ(change(wide, actor(admin_)), "role.approved") << "a parent";
  EXPECT_EQ(change({.name = "base", .permissions = {"session.end"}}, actor(admin_)),
            "role.approved")
      << "a permission of its parent";
  EXPECT_EQ(denials("role.approved"), 4);
  // Straight at the store, as a request does that read its facts before the grant was made.
  EXPECT_FALSE(
      AWAIT(role_store_.update({.name = "base", .title = "x", .permissions = {"session.end"}}, 1,
                               clock.now(), audit::make_event("x", context()))));
  wide.parents = vault.parents;
  wide.permissions.clear();
  EXPECT_EQ(change(wide, actor(admin_)), "ok") << "less is fine";
  sql("update role_grant set revoked = now(), seal = null where role = 'vault'");
  EXPECT_EQ(change({.name = "base", .permissions = {"session.end"}}, actor(admin_)), "ok");
}

TEST_F(SensitiveTest, ARoleThatIsAskedForIsNotWidenedBeforeItIsDecided) {
  ASSERT_EQ(make_role({.name = "vault", .limits = {.approvals = 1}}), "ok");
  const NewRole wide{.name = "vault", .permissions = {"client.write"}, .limits = {.approvals = 1}};
  const auto ask = [&](const std::string& state) {
    sql("insert into approval_request (id, kind, state, subject, object, object_hash, seal, unit, "
        "needed, pool, reason, created, expires, changed) values (gen_random_uuid(), "
        "'role_grant', '" +
        state +
        "', gen_random_uuid()::text, "
        "'{\"what\":{\"role\":\"vault\"}}', sha256('x'), 'x', '" +
        to_string(kRootUnit) + "', 1, 1, 'test', now(), now() + interval '1 day', now())");
  };
  ask("refused");
  EXPECT_EQ(change({.name = "vault", .limits = {.approvals = 1}}, actor(admin_)), "ok");
  ask("pending");
  EXPECT_EQ(change(wide, actor(admin_)), "role.approved");
  sql("update approval_request set state = 'withdrawn'");
  EXPECT_EQ(change(wide, actor(admin_)), "ok");
}

// A role that nobody approves does not become one that lets its holders recover accounts.
TEST_F(SensitiveTest, AHeldRoleGainsNoSensitivePermission) {
  ASSERT_EQ(make_role({.name = "helper", .permissions = {"unit.read"}}), "ok");
  ASSERT_EQ(id_of(grant(actor(admin_), make_staff(), "helper")), "ok");
  EXPECT_EQ(
      change({.name = "helper", .permissions = {"unit.read", "person.recover"}}, actor(admin_)),
      "role.approved");
  EXPECT_EQ(change({.name = "helper", .permissions = {"unit.read", "session.end"}}, actor(admin_)),
            "ok");
}

TEST_F(SensitiveTest, AParentThatAsksForMoreIsTakenAwayByTheSystemUserOnly) {
  const auto strict = [](auto change) {
    RoleLimits limits{.longest = 3660, .delegable = true};
    change(limits);
    return limits;
  };
  ASSERT_EQ(make_role({.name = "approved", .limits = strict([](auto& l) { l.approvals = 1; })}),
            "ok");
  ASSERT_EQ(make_role({.name = "short", .limits = strict([](auto& l) { l.longest = 30; })}), "ok");
  ASSERT_EQ(make_role({.name = "few", .limits = strict([](auto& l) { l.most_holders = 2; })}),
            "ok");
  ASSERT_EQ(make_role({.name = "personal", .limits = strict([](auto& l) { l.delegable = false; })}),
            "ok");
  ASSERT_EQ(make_role({.name = "trained",
                       .limits = strict([](auto&) {}),
                       .prerequisites = {{"course", "privacy"}}}),
            "ok");
  ASSERT_EQ(make_role({.name = "plain", .limits = strict([](auto&) {})}), "ok");
  for (const auto* parent : {"approved", "short", "few", "personal", "trained", "plain"}) {
    NewRole heir{.name = "heir_of_" + std::string(parent),
                 .parents = {parent},
                 .limits = strict([](auto&) {})};
    ASSERT_EQ(make_role(heir), "ok");
    heir.parents.clear();
    const auto free = std::string_view(parent) == "plain";
    EXPECT_EQ(change(heir, actor(admin_)), free ? "ok" : "role.loosened") << parent;
    EXPECT_EQ(change(heir, system_actor()), "ok") << parent;
  }
}

// What is one's own is reached by a token with the scope only.
TEST_F(SensitiveTest, ATokenWithoutTheScopeReachesNothingOfItsOwn) {
  const auto holder = make_staff();
  const auto deputy = make_staff();
  ASSERT_EQ(make_role({.name = "desk", .limits = {.delegable = true}}), "ok");
  const auto own = grant(system_actor(), holder, "desk");
  const auto token = [&](std::set<std::string> scopes) {
    auto by = actor(holder);
    by.by_token = true;
    by.scopes = std::move(scopes);
    return by;
  };
  const auto himself = actor(holder);
  const auto passed = AWAIT(grants_.delegate(
      himself, {.from = own->id, .deputy = deputy, .reason = "on leave"}, context()));
  ASSERT_EQ(id_of(passed), "ok");
  const auto reading = token({"admin:role-grants.read", "admin:cases.write"});
  EXPECT_EQ(id_of(AWAIT(grants_.revoke(reading, passed->id, "back again", {}, context()))),
            "access.denied");
  const auto writing = token({"admin:role-grants.write"});
  EXPECT_EQ(id_of(AWAIT(grants_.revoke(writing, passed->id, "back again", {}, context()))), "ok");
  const auto opened = AWAIT(cases_.open(system_actor(),
                                        {.purpose = "support",
                                         .reference = "T-1",
                                         .person = deputy,
                                         .assignee = holder,
                                         .reason = "asked for help"},
                                        context()));
  ASSERT_EQ(id_of(opened), "ok");
  const WorkCaseFilter mine{.assignee = holder};
  EXPECT_EQ(id_of(AWAIT(cases_.get(reading, opened->id, context()))), "access.denied");
  EXPECT_EQ(id_of(AWAIT(cases_.list(reading, mine, context()))), "access.denied");
  const auto seeing = token({"admin:cases.read"});
  EXPECT_EQ(id_of(AWAIT(cases_.get(seeing, opened->id, context()))), "ok");
  EXPECT_EQ(AWAIT(cases_.list(seeing, mine, context()))->items.size(), 1U);
  EXPECT_EQ(id_of(AWAIT(cases_.close(seeing, opened->id, {}, context()))), "access.denied");
  EXPECT_EQ(id_of(AWAIT(cases_.close(reading, opened->id, {}, context()))), "ok");
}

}  // namespace
}  // namespace tessera::access
