// /Groups: roles that administration opened to a client, and what it may not do with them.
#include "tests/integration/scim/fixture.hpp"

namespace tessera::endpoints {
namespace {

class ScimGroupTest : public ScimTest {
 protected:
  ScimGroupTest() : ada_(make_clerk("ada", tax_)) {
    record_ = add_user("ada");
    EXPECT_TRUE(link(record_, ada_.id));
    const auto now = context();
    const access::NewRole reader{
        .name = "reader", .title = "Reader", .permissions = {"unit.read"}, .parents = {}};
    EXPECT_TRUE(run([&] { return role_service_.create(system_, reader, now); }));
    open_roles({"reader"});
    group_ = "/Groups/" + group_id("reader");
  }
  std::string add_member(const std::string& id) {
    return R"([{"op":"add","path":"members","value":[{"value":")" + id + R"("}]}])";
  }
  std::string remove_member(const std::string& id) {
    return R"([{"op":"remove","path":"members[value eq \")" + id + R"(\"]"}])";
  }
  bool holds(const Uuid& who, const std::string& role) {
    const auto now = clock.now();
    const auto actor = run([&] { return access_->load_actor(who, now); });
    return std::ranges::any_of(actor.roles, [&](const auto& held) {
      return held.role == role && held.unit == city_ && held.sealed;
    });
  }

  Somebody ada_;
  std::string record_, group_;
};

TEST_F(ScimGroupTest, AMemberHoldsTheRoleUntilHeLeavesTheGroup) {
  const auto added = patch(group_, add_member(record_));
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(parsed(added).at("members").as_array().size(), 1u);
  EXPECT_TRUE(holds(ada_.id, "reader"));
  EXPECT_EQ(text_at("/Users/" + record_, "/groups/0/display"), "reader");
  EXPECT_EQ(
      count("select count(*) from journal_event where type = 'role_grant.created' and actor = '" +
            to_string(hr_) + "'"),
      1);
  EXPECT_EQ(patch(group_, add_member(record_)).status, 200) << "again is nothing";
  EXPECT_EQ(grants_of(ada_.id), 1);
  EXPECT_EQ(patch(group_, remove_member(record_)).status, 200);
  EXPECT_FALSE(holds(ada_.id, "reader"));
  EXPECT_EQ(
      put(group_, R"({"displayName":"reader","members":[{"value":")" + record_ + R"("}]})").status,
      200);
  EXPECT_TRUE(holds(ada_.id, "reader"));
  EXPECT_EQ(put(group_, R"({"displayName":"reader"})").status, 200);
  EXPECT_EQ(grants_of(ada_.id), 0);
}

TEST_F(ScimGroupTest, WhoIsNotEnrolledYetGetsTheRoleLater) {
  const auto carl = add_user("carl");
  EXPECT_EQ(patch(group_, add_member(carl)).status, 200);
  EXPECT_EQ(count("select count(*) from scim_member where role_grant is null"), 1);
  const auto who = make_clerk("carl", city_);
  ASSERT_TRUE(link(carl, who.id));
  EXPECT_EQ(grant_due(), 1);
  EXPECT_TRUE(holds(who.id, "reader"));
  EXPECT_EQ(grant_due(), 0);
}

TEST_F(ScimGroupTest, WhomTheRulesKeepOutIsNoMember) {
  auto dora = make_clerk("dora", city_);
  sql("update person set ial = 0 where id = '" + to_string(dora.id) + "'");
  const auto record = add_user("dora");
  ASSERT_TRUE(link(record, dora.id));
  const auto answer = patch(group_, add_member(record));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(parsed(answer).at("members").as_array().size(), 0u);
  EXPECT_EQ(grants_of(dora.id), 0);
  EXPECT_EQ(events("scim.member_refused"), 1);
}

TEST_F(ScimGroupTest, PowerAndApprovalsDoNotGoThroughHere) {
  const auto now = context();
  const people::ActingAs by;
  const auto connection = run([&] { return connections_.get(hr_); });
  for (const std::string role : {"role_admin", "nobody_knows", "person admin", "approver",
                                 "overseer", "duty_officer", "grant_reviewer"}) {
    const auto opened = run([&] { return groups_.open_roles(*connection, {role}, by, now); });
    ASSERT_FALSE(opened) << role;
    EXPECT_EQ(opened.error().code, Errc::forbidden);
  }
  // A role that became sensitive after it was opened, itself or through its parent.
  sql("update role set approvals = 2 where name = 'reader'");
  EXPECT_EQ(patch(group_, add_member(record_)).status, 403);
  EXPECT_EQ(grants_of(ada_.id), 0);
  sql("update role set approvals = 0 where name = 'reader'");
  sql("insert into role_permission values ('reader', 'role_grant.create')");
  EXPECT_EQ(patch(group_, add_member(record_)).status, 403);
  // Whoever waits for it does not get it either.
  sql("insert into scim_member select g.id, '" + record_ + "', null, now() from scim_group g");
  EXPECT_EQ(grant_due(), 0);
  EXPECT_EQ(grants_of(ada_.id), 0);
}

// R37: whoever opened the role, made the connection or a bearer gave it as much as the client did.
TEST_F(ScimGroupTest, WhoStandsBehindTheClientIsNoMemberAndCountsAsTheGiver) {
  const auto now = context();
  const auto opener = make_clerk("opener", city_).id;
  const auto holder = make_clerk("holder", city_).id;
  const auto connector = make_clerk("connector", city_).id;
  const auto by = [](const Uuid& who) { return people::ActingAs{.kind = "person", .id = who}; };
  const access::NewRole writer{
      .name = "writer", .title = "Writer", .permissions = {"unit.write"}, .parents = {}};
  ASSERT_TRUE(run([&] { return role_service_.create(system_, writer, now); }));
  sql("delete from scim_group");
  auto connection = run([&] { return connections_.get(hr_); }).value();
  connection.unit = access::kRootUnit;
  const auto mover = by(connector);
  ASSERT_TRUE(run([&] { return connections_.put(connection, std::nullopt, mover, now); }));
  connection.unit = city_;
  ASSERT_TRUE(run([&] { return connections_.put(connection, std::nullopt, mover, now); }));
  const auto wanted = by(opener);
  ASSERT_TRUE(run([&] { return groups_.open_roles(connection, {"writer"}, wanted, now); }));
  const auto maker = by(holder);
  const auto later = clock.now() + days{30};
  ASSERT_TRUE(run([&] { return connections_.create_token(hr_, later, maker, now); }));
  const auto group = "/Groups/" + group_id("writer");
  for (const auto& [name, person] :
       {std::pair{"opener", opener}, {"holder", holder}, {"connector", connector}}) {
    const auto record = add_user(name);
    ASSERT_TRUE(link(record, person));
    const auto answer = patch(group, add_member(record));
    EXPECT_EQ(parsed(answer).at("members").as_array().size(), 0u) << name;
    EXPECT_EQ(grants_of(person), 0) << name;
  }
  EXPECT_EQ(patch(group, add_member(record_)).status, 200);
  EXPECT_EQ(grants_of(ada_.id), 1);
  for (const auto& who : {opener, holder, connector}) {
    EXPECT_EQ(count("select count(*) from role_grant where person = '" + to_string(ada_.id) +
                    "' and '" + to_string(who) + "' = any (openers)"),
              1);
  }
}

TEST_F(ScimGroupTest, NobodyPutsHimselfBehindARecord) {
  const auto who = make_clerk("self", city_).id;
  const auto record = *parse_uuid(add_user("self"));
  const auto connection = run([&] { return connections_.get(hr_); });
  const people::ActingAs self{.kind = "person", .id = who};
  const auto now = context();
  const auto linked = run([&] { return users_.link(*connection, record, who, self, now); });
  ASSERT_FALSE(linked);
  EXPECT_EQ(linked.error().id, "scim.self");
}

// What was opened for one unit is not carried into another.
TEST_F(ScimGroupTest, GroupsCloseWhenTheConnectionMoves) {
  ASSERT_EQ(patch(group_, add_member(record_)).status, 200);
  ASSERT_TRUE(holds(ada_.id, "reader"));
  const auto now = context();
  const people::ActingAs by;
  auto wish = run([&] { return connections_.get(hr_); }).value();
  wish.employer = "City of Northport, staff";
  ASSERT_TRUE(run([&] { return connections_.put(wish, std::nullopt, by, now); }));
  EXPECT_TRUE(holds(ada_.id, "reader")) << "the same unit";
  wish.unit = access::kRootUnit;
  ASSERT_TRUE(run([&] { return connections_.put(wish, std::nullopt, by, now); }));
  EXPECT_FALSE(holds(ada_.id, "reader"));
  EXPECT_EQ(count("select count(*) from scim_group where client = '" + to_string(hr_) + "'"), 0);
  EXPECT_EQ(patch(group_, add_member(record_)).status, 404);
}

TEST_F(ScimGroupTest, SeparationOfDutiesHolds) {
  const auto now = context();
  const access::NewRole checker{
      .name = "checker", .title = "Checker", .permissions = {"audit_event.read"}, .parents = {}};
  ASSERT_TRUE(run([&] { return role_service_.create(system_, checker, now); }));
  const access::NewRoleGrant registrar{
      .person = ada_.id, .role = "registrar", .unit = city_, .reason = "test"};
  ASSERT_TRUE(run([&] { return role_grants_.create(system_, registrar, now); }));
  open_roles({"checker", "reader"});
  const auto answer = patch("/Groups/" + group_id("checker"), add_member(record_));
  EXPECT_EQ(parsed(answer).at("members").as_array().size(), 0u) << answer.body;
  EXPECT_FALSE(holds(ada_.id, "checker"));
}

TEST_F(ScimGroupTest, GroupsAreNeitherMadeNorRenamedNorRemovedHere) {
  EXPECT_EQ(post("/Groups", R"({"displayName":"role_admin","members":[]})").status, 403);
  EXPECT_EQ(send({.method = http::Method::del, .target = group_}).status, 403);
  const auto renamed =
      patch(group_, R"([{"op":"replace","path":"displayName","value":"role_admin"}])");
  EXPECT_EQ(renamed.status, 400);
  EXPECT_EQ(type_of(renamed), "mutability");
  EXPECT_EQ(type_of(put(group_, R"({"displayName":"registrar","members":[]})")), "mutability");
}

TEST_F(ScimGroupTest, OnlyUsersOfTheClientAreMembers) {
  const auto other = connect(port_, "Port");
  const auto theirs = codec::text_of(parsed(send({.method = http::Method::post,
                                                  .target = "/Users",
                                                  .body = R"({"userName":"x"})",
                                                  .client = other})),
                                     "id");
  for (const auto& id : {theirs, to_string(ada_.id), to_string(hr_)}) {
    const auto refused = patch(group_, add_member(id));
    EXPECT_EQ(refused.status, 400) << id;
    EXPECT_EQ(type_of(refused), "invalidValue");
  }
  EXPECT_EQ(send({.target = group_, .client = other}).status, 404);
  EXPECT_EQ(send({.method = http::Method::patch,
                  .target = group_,
                  .body = R"({"Operations":)" + add_member(theirs) + "}",
                  .client = other})
                .status,
            404);
  EXPECT_EQ(patch(group_, R"([{"op":"add","path":"members","value":[{"value":"me"}]}])").status,
            400);
}

TEST_F(ScimGroupTest, LeavingEndsTheMembershipAndReturningDoesNotBringItBack) {
  ASSERT_EQ(patch(group_, add_member(record_)).status, 200);
  EXPECT_EQ(
      patch("/Users/" + record_, R"([{"op":"replace","path":"active","value":"False"}])").status,
      200);
  EXPECT_EQ(parsed(get(group_)).at("members").as_array().size(), 0u);
  EXPECT_EQ(patch(group_, add_member(record_)).status, 400) << "who left joins nothing";
  EXPECT_EQ(
      patch("/Users/" + record_, R"([{"op":"replace","path":"active","value":"True"}])").status,
      200);
  EXPECT_EQ(grants_of(ada_.id), 0);
  EXPECT_EQ(parsed(get(group_)).at("members").as_array().size(), 0u);
  EXPECT_EQ(patch(group_, add_member(record_)).status, 200);
  EXPECT_TRUE(holds(ada_.id, "reader"));
}

TEST_F(ScimGroupTest, AClosedGroupTakesItsGrantsAlong) {
  ASSERT_EQ(patch(group_, add_member(record_)).status, 200);
  open_roles({"staff"});
  EXPECT_EQ(get(group_).status, 404);
  EXPECT_EQ(grants_of(ada_.id), 0);
}

TEST_F(ScimGroupTest, ParallelChangesOfMembersKeepBoth) {
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(add_user("user" + std::to_string(i)));
  const auto answers = at_once(
      ids.size(), [&](std::size_t i) { return patch(group_, add_member(ids[i]), i % 2).status; });
  EXPECT_THAT(answers, ::testing::Each(200));
  EXPECT_EQ(parsed(get(group_)).at("members").as_array().size(), 4u);
  const auto filtered = parsed(
      get("/Groups?filter=members.value%20eq%20%22" + ids[2] + "%22&excludedAttributes=members"));
  EXPECT_EQ(filtered.at("totalResults"), 1);
  EXPECT_FALSE(filtered.at("Resources").at(0).as_object().contains("members"));
}

}  // namespace
}  // namespace tessera::endpoints
