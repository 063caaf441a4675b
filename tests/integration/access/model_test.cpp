// What is written past tessera counts for nothing, races end one way, and people are looked at in a
// case only: on a real database.
#include <future>

#include "tests/integration/access/fixture.hpp"

namespace tessera::access {
namespace {

class ModelTest : public AccessTest {
 protected:
  // Any grant of the system user.
  RoleGrant give(const Uuid& person, std::string role, std::vector<std::string> purposes = {}) {
    auto made = AWAIT(grants_.create(
        system_actor(),
        {.person = person, .role = role, .unit = kRootUnit, .reason = "test", .purposes = purposes},
        context()));
    EXPECT_EQ(id_of(made), "ok") << (made ? "" : made.error().text);
    return made.value_or(RoleGrant{});
  }
  std::string make_role(NewRole role) {
    role.title = role.name;
    return id_of(AWAIT(roles_.create(system_actor(), role, context())));
  }
  std::string reason(const Uuid& person, std::string_view permission) {
    return decide(actor(person), permission, {.unit = kRootUnit}, clock.now()).reason;
  }
  std::string look(const Uuid& officer, const Uuid& person, const Named& named,
                   std::string_view permission = "person.read") {
    const Resource resource{.type = "person", .unit = kRootUnit, .person = person};
    const auto by = actor(officer);
    const auto answer = AWAIT(access_->require(by, permission, resource, context(), named));
    return answer ? "ok" : answer.error().id + "/" + answer.error().detail;
  }
  Result<WorkCase> open_case(const Uuid& supervisor, const Uuid& officer, const Uuid& person) {
    const auto by = actor(supervisor);
    return AWAIT(cases_.open(by,
                             {.purpose = "support",
                              .reference = "T-17",
                              .person = person,
                              .assignee = officer,
                              .reason = "asked for help"},
                             context()));
  }
};

TEST_F(ModelTest, WhatIsWrittenByHandCountsForNothing) {
  const auto clerk = make_staff();
  sql("insert into role_grant (id, person, role, unit, starts, reason, created) values "
      "(gen_random_uuid(), '" +
      to_string(clerk) + "', 'registrar', '" + to_string(kRootUnit) +
      "', now() - interval '1 hour', 'x', now())");
  EXPECT_EQ(reason(clerk, "application.decide"), "unsealed");
  EXPECT_TRUE(AWAIT(access_->roles_of(clerk, clock.now())).empty()) << "no token says so either";
  const auto other = make_staff();
  const auto held = give(other, "client_admin");
  EXPECT_EQ(reason(other, "client.write"), "granted");
  // The seal of somebody else's grant.
  sql("update role_grant set seal = (select seal from role_grant where id = '" +
      to_string(held.id) + "') where person = '" + to_string(clerk) + "'");
  EXPECT_EQ(reason(clerk, "application.decide"), "unsealed");
  for (const auto* change :
       {"ends = ends + interval '1 day'", "role = 'registrar'", "purposes = '{support}'",
        "granted_by = gen_random_uuid()", "starts = starts - interval '1 day'"}) {
    const auto person = make_staff();
    const auto grant = give(person, "client_admin");
    sql("update role_grant set " + std::string(change) + " where id = '" + to_string(grant.id) +
        "'");
    EXPECT_EQ(reason(person, "unit.read"), "unsealed") << change;
  }
}

TEST_F(ModelTest, RevokingClearsTheSealSoThatARowDoesNotComeBack) {
  const auto clerk = make_staff();
  const auto held = give(clerk, "client_admin");
  ASSERT_EQ(id_of(AWAIT(grants_.revoke(system_actor(), held.id, "post changed", {}, context()))),
            "ok");
  sql("update role_grant set revoked = null where id = '" + to_string(held.id) + "'");
  EXPECT_EQ(reason(clerk, "client.write"), "unsealed");
}

TEST_F(ModelTest, AnOperatorSealsOlderGrantsOnce) {
  const auto clerk = make_staff();
  const auto held = give(clerk, "client_admin");
  sql("update role_grant set seal = null");
  EXPECT_EQ(reason(clerk, "client.write"), "unsealed");
  const auto found = AWAIT(grants_.unsealed(context()));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, held.id);
  const auto himself = actor(clerk);
  EXPECT_EQ(id_of(AWAIT(grants_.seal(himself, found[0], context()))), "access.denied");
  EXPECT_EQ(id_of(AWAIT(grants_.seal(system_actor(), found[0], context()))), "ok");
  EXPECT_EQ(reason(clerk, "client.write"), "granted");
  EXPECT_EQ(id_of(AWAIT(grants_.seal(system_actor(), found[0], context()))), "role_grant.changed");
  EXPECT_EQ(events("role_grant.sealed"), 1);
}

TEST_F(ModelTest, ARoleHasTheStrictestOfWhatItInherits) {
  NewRole strict{.name = "strict", .permissions = {"session.read"}, .limits = {.longest = 30}};
  ASSERT_EQ(make_role(strict), "ok");
  ASSERT_EQ(make_role({.name = "heir", .parents = {"strict"}, .limits = {.longest = 365}}), "ok");
  const auto clerk = make_staff();
  const auto held = give(clerk, "heir");
  EXPECT_EQ(held.ends, held.starts + days{30}) << "time-bound";
  EXPECT_EQ(reason(clerk, "session.read"), "granted");
  strict.title = strict.name;
  strict.limits.approvals = 1;
  ASSERT_EQ(id_of(AWAIT(roles_.update(system_actor(), strict, {}, context()))), "ok");
  EXPECT_EQ(reason(clerk, "session.read"), "not_approved") << "at the next decision";
  EXPECT_EQ(id_of(grant(system_actor(), make_staff(), "heir")), "role_grant.approval_needed");
}

TEST_F(ModelTest, ALapsedCourseStopsTheRoleAndAnotherStartsItAgain) {
  ASSERT_EQ(make_role({.name = "trained",
                       .permissions = {"session.read"},
                       .prerequisites = {{"course", "privacy"}}}),
            "ok");
  ASSERT_EQ(make_role({.name = "heir", .parents = {"trained"}}), "ok");
  const auto clerk = make_staff();
  EXPECT_EQ(id_of(grant(system_actor(), clerk, "heir")), "role_grant.training");
  const NewTraining done{.person = clerk,
                         .course = "privacy",
                         .completed = clock.now() - days{1},
                         .expires = clock.now() + days{5}};
  const auto himself = actor(clerk);
  EXPECT_EQ(id_of(AWAIT(trainings_.record(himself, done, context()))), "access.denied");
  ASSERT_EQ(id_of(AWAIT(trainings_.record(system_actor(), done, context()))), "ok");
  ASSERT_EQ(id_of(grant(system_actor(), clerk, "heir")), "ok");
  EXPECT_EQ(reason(clerk, "session.read"), "granted");
  auto ending = AWAIT(training_store_.ending(clock.now(), 10));
  ASSERT_EQ(ending.size(), 1U);
  EXPECT_EQ(ending[0].days, 7);
  EXPECT_TRUE(AWAIT(training_store_.tell(ending[0], {}, clock.now())));
  EXPECT_FALSE(AWAIT(training_store_.tell(ending[0], {}, clock.now()))) << "once";
  EXPECT_TRUE(AWAIT(training_store_.ending(clock.now(), 10)).empty());
  clock.advance(days{6});
  EXPECT_EQ(reason(clerk, "session.read"), "training");
  auto again = done;
  again.completed = clock.now();
  again.expires = clock.now() + days{365};
  ASSERT_EQ(id_of(AWAIT(trainings_.record(system_actor(), again, context()))), "ok");
  EXPECT_EQ(reason(clerk, "session.read"), "granted");
}

TEST_F(ModelTest, TwoGrantsAtOnceDoNotPassTheLimitOfHolders) {
  ASSERT_EQ(make_role({.name = "keeper", .limits = {.most_holders = 1}}), "ok");
  ASSERT_EQ(make_role({.name = "heir", .parents = {"keeper"}}), "ok");
  const auto a = make_staff();
  const auto b = make_staff();
  // Past the check of the service, as two requests are that read their facts at the same moment.
  const auto row = [&](const Uuid& person, const std::string& role) {
    return RoleGrant{.id = make_uuid4(random),
                     .person = person,
                     .role = role,
                     .unit = kRootUnit,
                     .starts = clock.now(),
                     .ends = clock.now() + days{1},
                     .reason = "test",
                     .created = clock.now(),
                     .seal = {1}};
  };
  const auto attempt = [&](RoleGrant grant, std::size_t thread) {
    return std::async(std::launch::async, [this, grant = std::move(grant), thread] {
      return run(
          [&]() -> Task<bool> {
            co_return co_await grant_store_.create(grant, false, audit::make_event("x", context()));
          },
          thread);
    });
  };
  auto first = attempt(row(a, "keeper"), 0);
  auto second = attempt(row(b, "heir"), 1);
  EXPECT_EQ(int(first.get()) + int(second.get()), 1);
  EXPECT_EQ(sql("select count(*) from role_grant")[0].integer(0), 1);
  const auto third = make_staff();
  EXPECT_EQ(id_of(grant(system_actor(), third, "heir")), "role_grant.holders");
}

TEST_F(ModelTest, ADeputyHasWhatTheHolderHasAndLosesItWithHim) {
  ASSERT_EQ(
      make_role({.name = "desk", .permissions = {"session.read"}, .limits = {.delegable = true}}),
      "ok");
  const auto holder = make_staff();
  const auto deputy = make_staff();
  const auto own = give(holder, "desk", {"support"});
  const auto as_holder = actor(holder);
  const auto made = AWAIT(grants_.delegate(
      as_holder, {.from = own.id, .deputy = deputy, .purposes = {"support"}, .reason = "on leave"},
      context()));
  ASSERT_EQ(id_of(made), "ok");
  EXPECT_EQ(made->ends, own.ends);
  EXPECT_EQ(reason(deputy, "session.read"), "granted");
  const auto as_deputy = actor(deputy);
  const auto chain = AWAIT(grants_.delegate(
      as_deputy, {.from = made->id, .deputy = make_staff(), .reason = "on leave"}, context()));
  EXPECT_EQ(id_of(chain), "delegation.not_delegable");
  EXPECT_EQ(denials("delegation.not_delegable"), 1);
  const auto theft = AWAIT(grants_.delegate(
      as_deputy, {.from = own.id, .deputy = make_staff(), .reason = "on leave"}, context()));
  EXPECT_EQ(id_of(theft), "delegation.not_mine");
  // The holder goes: so does what he passed on.
  const auto ends = [&](const std::string& when) {
    sql("update affiliation set ends = " + when + " where person = '" + to_string(holder) + "'");
  };
  ends("now() - interval '1 hour'");
  EXPECT_EQ(reason(deputy, "session.read"), "delegation");
  ends("null");
  EXPECT_EQ(reason(deputy, "session.read"), "granted");
  ASSERT_EQ(id_of(AWAIT(grants_.revoke(system_actor(), own.id, "post changed", {}, context()))),
            "ok");
  EXPECT_EQ(reason(deputy, "session.read"), "delegation");
  const auto without = actor(holder);
  const auto late = AWAIT(grants_.delegate(
      without, {.from = own.id, .deputy = make_staff(), .reason = "on leave"}, context()));
  EXPECT_EQ(id_of(late), "delegation.not_mine");
  EXPECT_EQ(id_of(AWAIT(grants_.revoke(without, made->id, "back again", {}, context()))), "ok")
      << "he takes back what he passed on";
}

TEST_F(ModelTest, ASourceThatIsRevokedMeanwhileIsNotDelegated) {
  ASSERT_EQ(make_role({.name = "desk", .limits = {.delegable = true}}), "ok");
  const auto holder = make_staff();
  const auto own = give(holder, "desk");
  const auto before = actor(holder);  // read before the revocation
  ASSERT_EQ(id_of(AWAIT(grants_.revoke(system_actor(), own.id, "post changed", {}, context()))),
            "ok");
  const auto made = AWAIT(grants_.delegate(
      before, {.from = own.id, .deputy = make_staff(), .reason = "on leave"}, context()));
  EXPECT_EQ(id_of(made), "role_grant.exists");
  EXPECT_EQ(sql("select count(*) from role_grant where delegated_from is not null")[0].integer(0),
            0);
}

TEST_F(ModelTest, APersonIsLookedAtInOnesOwnLiveCase) {
  const auto supervisor = make_staff();
  const auto officer = make_staff();
  const auto other = make_staff();
  const auto citizen = make_staff();
  give(supervisor, "case_supervisor");
  give(officer, "person_admin", {"support"});
  give(other, "person_admin", {"support"});
  EXPECT_EQ(look(officer, citizen, {}), "access.denied/no_purpose");
  EXPECT_EQ(look(officer, citizen, {.purpose = "support"}), "access.denied/no_case");
  EXPECT_EQ(look(officer, citizen, {.purpose = "support", .work_case = make_uuid4(random)}),
            "access.denied/no_case");
  EXPECT_EQ(id_of(open_case(officer, officer, citizen)), "access.denied");
  EXPECT_EQ(id_of(open_case(supervisor, supervisor, citizen)), "case.self");
  EXPECT_EQ(id_of(open_case(supervisor, officer, supervisor)), "access.denied") << "about himself";
  const auto opened = open_case(supervisor, officer, citizen);
  ASSERT_EQ(id_of(opened), "ok");
  const Named named{.purpose = "support", .work_case = opened->id};
  EXPECT_EQ(look(officer, citizen, named), "ok");
  EXPECT_EQ(look(officer, citizen, named, "person.reveal"), "ok");
  EXPECT_EQ(look(other, citizen, named), "access.denied/no_case") << "somebody else's case";
  EXPECT_EQ(look(officer, other, named), "access.denied/no_case") << "another person";
  EXPECT_EQ(look(officer, citizen, {.purpose = "correction", .work_case = opened->id}),
            "access.denied/wrong_purpose");
  const auto as_officer = actor(officer);
  ASSERT_EQ(id_of(AWAIT(cases_.close(as_officer, opened->id, {}, context()))), "ok");
  EXPECT_EQ(look(officer, citizen, named), "access.denied/no_case");
  EXPECT_EQ(id_of(AWAIT(cases_.close(as_officer, opened->id, {}, context()))), "case.closed");
  EXPECT_EQ(events("work_case.opened"), 1);
  EXPECT_EQ(events("work_case.closed"), 1);
}

TEST_F(ModelTest, LooksAreCounted) {
  const auto supervisor = make_staff();
  const auto officer = make_staff();
  const auto citizen = make_staff();
  give(supervisor, "case_supervisor");
  give(officer, "person_admin", {"support"});
  const auto opened = open_case(supervisor, officer, citizen);
  ASSERT_EQ(id_of(opened), "ok");
  sql("update read_limit set most = 2 where span = 'hour'");
  const Named named{.purpose = "support", .work_case = opened->id};
  EXPECT_EQ(look(officer, citizen, named), "ok");
  EXPECT_EQ(look(officer, citizen, named), "ok");
  EXPECT_EQ(look(officer, citizen, named), "access.read_limit/");
  EXPECT_EQ(denials("read_limit"), 1);
  clock.advance(hours{1});
  EXPECT_EQ(look(officer, citizen, named), "ok");
  sql("update read_limit set most = 3 where span = 'day'");
  EXPECT_EQ(look(officer, citizen, named), "access.read_limit/") << "over the day";
  clock.advance(hours{25});
  AWAIT(actors_.forget_uses(clock.now() - days{1}));
  EXPECT_EQ(sql("select count(*) from read_count")[0].integer(0), 0);
}

TEST_F(ModelTest, TwoDutiesAreNotUsedInOneSession) {
  const auto person = make_staff();
  const auto citizen = make_staff();
  give(person, "person_admin", {"support"});
  give(person, "case_supervisor");
  const auto opened = AWAIT(cases_.open(system_actor(),
                                        {.purpose = "support",
                                         .reference = "T-1",
                                         .person = citizen,
                                         .assignee = person,
                                         .reason = "asked for help"},
                                        context()));
  ASSERT_EQ(id_of(opened), "ok");
  const Resource resource{.type = "person", .unit = kRootUnit, .person = citizen};
  const Named named{.purpose = "support", .work_case = opened->id};
  auto session = actor(person);
  session.session = make_uuid4(random);
  const auto use = [&](std::string_view permission) {
    const auto answer = AWAIT(access_->require(session, permission, resource, context(), named));
    return answer ? std::string("ok") : answer.error().detail;
  };
  EXPECT_EQ(use("person.reveal"), "ok");
  EXPECT_EQ(use("person.reveal"), "ok");
  EXPECT_EQ(use("case.assign"), "conflict_in_session");
  session.session = make_uuid4(random);
  EXPECT_EQ(use("case.assign"), "ok") << "another session";
  EXPECT_EQ(use("person.reveal"), "conflict_in_session");
  // Two at the same moment: the store lets one of them through.
  const auto place = make_uuid4(random);
  EXPECT_TRUE(
      AWAIT(actors_.exercise(place, person, "case.assign", {"person.reveal"}, clock.now())));
  EXPECT_FALSE(
      AWAIT(actors_.exercise(place, person, "person.reveal", {"case.assign"}, clock.now())));
}

}  // namespace
}  // namespace tessera::access
