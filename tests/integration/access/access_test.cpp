// Role grants on a real database: what an insider tries, and that grants act on the next decision.
#include "tests/integration/access/fixture.hpp"

namespace tessera::access {
namespace {

TEST_F(AccessTest, AGrantActsOnTheNextDecisionAndSoDoesItsEnd) {
  const auto admin = make_staff();
  const auto clerk = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), admin, "role_admin")), "ok");
  EXPECT_FALSE(may(clerk, "case.assign"));
  const auto made = grant(actor(admin), clerk, "case_supervisor");
  ASSERT_EQ(id_of(made), "ok");
  EXPECT_EQ(made->granted_by, admin);
  EXPECT_TRUE(may(clerk, "case.assign"));
  EXPECT_TRUE(may(clerk, "unit.read")) << "inherited from staff";
  EXPECT_FALSE(may(clerk, "client.write"));
  const auto names = AWAIT(access_->roles_of(clerk, clock.now()));
  EXPECT_THAT(names, ::testing::ElementsAre("case_supervisor"));
  const auto as_admin = actor(admin);
  EXPECT_EQ(id_of(AWAIT(grants_.revoke(as_admin, made->id, "post changed", {}, context()))), "ok");
  EXPECT_FALSE(may(clerk, "case.assign"));
  EXPECT_EQ(id_of(AWAIT(grants_.revoke(as_admin, made->id, "again", {}, context()))),
            "role_grant.revoked");
  EXPECT_EQ(events("role_grant.created"), 2);
  EXPECT_EQ(events("role_grant.revoked"), 1);
}

TEST_F(AccessTest, TheLeaverLosesEverythingWithoutAnybodyActing) {
  const auto clerk = make_staff(2, "now() + interval '1 hour'");
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "registrar")), "ok");
  EXPECT_TRUE(may(clerk, "application.decide"));
  clock.advance(hours{2});
  EXPECT_FALSE(may(clerk, "application.decide"));
  EXPECT_TRUE(AWAIT(access_->roles_of(clerk, clock.now())).empty());
}

TEST_F(AccessTest, NobodyGrantsToHimself) {
  const auto admin = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), admin, "role_admin")), "ok");
  EXPECT_EQ(id_of(grant(actor(admin), admin, "registrar")), "access.denied");
  EXPECT_EQ(events("access.denied"), 1);
  // The database says no as well, whoever writes.
  EXPECT_THROW(sql("insert into role_grant (id, person, role, unit, starts, reason, granted_by, "
                   "created) values"
                   "(gen_random_uuid(), '" +
                   to_string(admin) + "', 'registrar', '" + to_string(kRootUnit) +
                   "', now(), 'x', '" + to_string(admin) + "', now())"),
               std::exception);
}

TEST_F(AccessTest, ARoleAdminMakesNoOtherRoleAdminAndNoRoleOfPower) {
  const auto admin = make_staff();
  const auto friend_of_admin = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), admin, "role_admin")), "ok");
  EXPECT_EQ(id_of(grant(actor(admin), friend_of_admin, "role_admin")), "role_grant.power");
  const NewRole sly{.name = "helper", .title = "Helper", .permissions = {"role_grant.create"}};
  const auto as_admin = actor(admin);
  EXPECT_EQ(id_of(AWAIT(roles_.create(as_admin, sly, context()))), "role.power");
  const NewRole heir{.name = "helper", .title = "Helper", .parents = {"role_admin"}};
  EXPECT_EQ(id_of(AWAIT(roles_.create(as_admin, heir, context()))), "role.power");
  const NewRole both{.name = "helper",
                     .title = "Helper",
                     .permissions = {"application.decide", "audit_event.read"}};
  EXPECT_EQ(id_of(AWAIT(roles_.create(as_admin, both, context()))), "role.conflict");
  EXPECT_EQ(denials("role_grant.power"), 1);
  EXPECT_EQ(denials("role.power"), 2);
  EXPECT_EQ(denials("role.conflict"), 1);
}

TEST_F(AccessTest, DutiesStaySeparate) {
  const auto admin = make_staff();
  const auto clerk = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), admin, "role_admin")), "ok");
  EXPECT_EQ(id_of(grant(actor(admin), clerk, "client_admin")), "ok");
  EXPECT_EQ(id_of(grant(actor(admin), clerk, "auditor")), "role_grant.conflict");
  EXPECT_EQ(id_of(grant(actor(admin), clerk, "client_admin")), "role_grant.exists");
  EXPECT_EQ(denials("role_grant.conflict"), 1);
  EXPECT_EQ(events("access.denied"), 1) << "a repeated wish is no denial";
}

TEST_F(AccessTest, OnlyProofedCivilServantsHoldRoles) {
  const auto weak = make_staff(1);
  EXPECT_EQ(id_of(grant(system_actor(), weak, "registrar")), "role_grant.not_proofed");
  EXPECT_EQ(denials("role_grant.not_proofed"), 1);
  EXPECT_EQ(id_of(grant(system_actor(), make_uuid4(random), "registrar")), "person.unknown");
  const auto gone = make_staff(2, "now() - interval '1 hour'");
  EXPECT_EQ(id_of(grant(system_actor(), gone, "registrar")), "role_grant.not_staff");
}

TEST_F(AccessTest, AUnitReachesDownAndNotUpOrAside) {
  const auto tax = unit(kRootUnit, "Tax");
  const auto north = unit(tax.id, "Tax North");
  const auto health = unit(kRootUnit, "Health");
  const auto clerk = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "registrar", tax.id)), "ok");
  EXPECT_TRUE(may(clerk, "application.decide", tax.id));
  EXPECT_TRUE(may(clerk, "application.decide", north.id));
  EXPECT_FALSE(may(clerk, "application.decide", health.id));
  EXPECT_FALSE(may(clerk, "application.decide", kRootUnit));
  const auto as_clerk = actor(clerk);
  EXPECT_EQ(AWAIT(units_.list(as_clerk, context()))->size(), 2U);
  const auto local = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), local, "role_admin", tax.id)), "ok");
  EXPECT_EQ(id_of(grant(actor(local), clerk, "client_admin", north.id)), "ok");
  EXPECT_EQ(id_of(grant(actor(local), clerk, "client_admin", health.id)), "access.denied");
  EXPECT_EQ(id_of(grant(actor(local), clerk, "client_admin")), "access.denied");
  const auto as_local = actor(local);
  const auto seen = AWAIT(grants_.list(as_local, {}, context()));
  EXPECT_EQ(seen->items.size(), 3U);
}

TEST_F(AccessTest, RolesInheritAndCannotInheritInACircle) {
  const auto make = [&](std::string name, std::vector<std::string> parents) {
    return AWAIT(roles_.create(
        system_actor(),
        {.name = name, .title = name, .permissions = {"session.read"}, .parents = parents},
        context()));
  };
  ASSERT_EQ(id_of(make("aa", {})), "ok");
  ASSERT_EQ(id_of(make("bb", {"aa", "registrar"})), "ok");
  EXPECT_EQ(id_of(make("bb", {})), "role.exists");
  EXPECT_THAT(AWAIT(roles_.get(system_actor(), "bb", context()))->closure,
              ::testing::IsSupersetOf({"application.decide", "unit.read", "session.read"}));
  const auto circle = AWAIT(roles_.update(
      system_actor(), {.name = "aa", .title = "aa", .parents = {"bb"}}, {}, context()));
  EXPECT_EQ(id_of(circle), "role.cycle");
  EXPECT_THROW(sql("insert into role_parent select 'aa', a.rank, 'bb', b.rank from role a, role b"
                   " where a.name = 'aa' and b.name = 'bb'"),
               std::exception);
  const auto changed = AWAIT(roles_.update(
      system_actor(),
      {.name = "bb", .title = "Other", .permissions = {"client.read"}, .parents = {"aa"}}, 1,
      context()));
  ASSERT_EQ(id_of(changed), "ok");
  EXPECT_EQ(changed->version, 2);
  EXPECT_THAT(changed->closure, ::testing::ElementsAre("client.read", "session.read"));
  const auto late =
      AWAIT(roles_.update(system_actor(), {.name = "bb", .title = "Late"}, 1, context()));
  EXPECT_EQ(id_of(late), "role.changed");
  EXPECT_EQ(id_of(AWAIT(roles_.remove(system_actor(), "aa", context()))), "role.in_use");
  EXPECT_EQ(id_of(AWAIT(roles_.remove(system_actor(), "bb", context()))), "ok");
  EXPECT_EQ(id_of(AWAIT(roles_.remove(system_actor(), "staff", context()))), "role.builtin");
}

TEST_F(AccessTest, AChangeOfARoleDoesNotGiveItsHoldersWhatTheyMayNotHold) {
  const auto make = [&](NewRole role) {
    role.title = role.name;
    return id_of(AWAIT(roles_.create(system_actor(), role, context())));
  };
  const auto change = [&](NewRole role) {
    role.title = role.name;
    return AWAIT(roles_.update(system_actor(), role, {}, context()));
  };
  ASSERT_EQ(make({.name = "base_desk", .permissions = {"application.read"}}), "ok");
  ASSERT_EQ(make({.name = "desk", .parents = {"base_desk"}}), "ok");
  const auto clerk = make_staff();
  const auto held = grant(system_actor(), clerk, "auditor");
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "desk")), "ok");
  const NewRole wish{.name = "base_desk", .permissions = {"application.decide"}};
  const auto refused = change(wish);
  ASSERT_EQ(id_of(refused), "role.holder_conflict") << "he holds an heir, and is an auditor";
  EXPECT_THAT(refused.error().text, ::testing::HasSubstr(to_string(clerk)));
  EXPECT_THAT(refused.error().text, ::testing::HasSubstr("application.decide + audit_event.read"));
  EXPECT_EQ(denials("role.holder_conflict"), 1);
  EXPECT_FALSE(may(clerk, "application.decide"));
  EXPECT_EQ(id_of(change({.name = "base_desk", .permissions = {"session.read"}})), "ok");
  // Straight at the store, as a request does that read its facts before the other grant was made.
  EXPECT_FALSE(AWAIT(
      role_store_.update({.name = "base_desk", .title = "x", .permissions = {"application.decide"}},
                         2, clock.now(), audit::make_event("x", context()))));
  ASSERT_EQ(id_of(AWAIT(grants_.revoke(system_actor(), held->id, "post changed", {}, context()))),
            "ok");
  EXPECT_EQ(id_of(change(wish)), "ok");
  EXPECT_TRUE(may(clerk, "application.decide"));
}

TEST_F(AccessTest, APairThatTheSystemUserGaveDoesNotStopOtherChanges) {
  const auto clerk = make_staff();
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "registrar")), "ok");
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "auditor")), "ok");
  ASSERT_EQ(
      id_of(AWAIT(roles_.create(system_actor(), {.name = "desk", .title = "Desk"}, context()))),
      "ok");
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "desk")), "ok");
  EXPECT_EQ(
      id_of(AWAIT(roles_.update(
          system_actor(), {.name = "desk", .title = "Desk", .permissions = {"application.decide"}},
          {}, context()))),
      "ok");
}

TEST_F(AccessTest, ExplainTellsTheWay) {
  const auto clerk = make_staff();
  const auto held = grant(system_actor(), clerk, "registrar");
  const auto yes =
      AWAIT(explain(*access_, actors_, clerk, "unit.read", {.unit = kRootUnit}, clock.now(), {}));
  EXPECT_THAT(yes.path, ::testing::ElementsAre("person:" + to_string(clerk),
                                               "role_grant:" + to_string(held->id),
                                               "unit:" + to_string(kRootUnit), "role:registrar",
                                               "role:staff", "permission:unit.read"));
  const auto no = AWAIT(explain(*access_, actors_, clerk, "client.write", {}, clock.now(), {}));
  EXPECT_FALSE(no.allowed());
  EXPECT_EQ(no.reason, "no_permission");
}

}  // namespace
}  // namespace tessera::access
