// Decisions for portals and roles in tokens, with the real roles behind them.
#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>

#include "store/postgres/access_store.hpp"
#include "tests/integration/oauth/decisions.hpp"

namespace tessera::oauth {
namespace {

class RealDecisions : public Decisions {
 protected:
  void SetUp() override {
    Decisions::SetUp();
    roles_.real = access_.get();
    clerk = make_person("clerk@example.gov");
    const auto now = context();
    const people::Affiliation post{.employer = "City",
                                   .unit = access::kRootUnit,
                                   .post = "clerk",
                                   .starts = clock.now() - hours{1}};
    ASSERT_TRUE(AWAIT(people_->set_affiliation(clerk.id, post, {}, now)));
    sql("update person set ial = 2 where id = '" + to_string(clerk.id) + "'");
    unit = make_unit("Parking");
    const access::NewRole reader{
        .name = "todo_reader",
        .title = "Reader",
        .permissions = {"todo:todo.can_read_todos", "todo:todo.can_update_todo:own"},
        .parents = {"staff"}};
    const auto role = AWAIT(role_service_.create(system, reader, now));
    ASSERT_TRUE(role) << role.error().id << role.error().detail;
  }
  Uuid make_unit(std::string name) {
    const auto now = context();
    return AWAIT(units_.create(system, access::kRootUnit, std::move(name), now))->id;
  }
  access::RoleGrant grant(const Uuid& where) {
    const auto now = context();
    const access::NewRoleGrant wish{
        .person = clerk.id, .role = "todo_reader", .unit = where, .reason = "test"};
    const auto made = AWAIT(grant_service_.create(system, wish, now));
    EXPECT_TRUE(made) << (made ? "" : made.error().id + made.error().detail);
    return made.value_or(access::RoleGrant{});
  }
  std::string may_read(std::optional<Uuid> where) {
    boost::json::object properties;
    if (where) properties["unit"] = to_string(*where);
    return said(question(name_of(clerk.id), "can_read_todos", std::move(properties)));
  }

  const access::Actor system = access::system_actor();
  store::postgres::ActorStore actor_store_{pool(), keyring()};
  store::postgres::UnitStore unit_store_{pool(), journal_};
  store::postgres::RoleStore role_store_{pool(), journal_};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  std::unique_ptr<access::AccessService> access_ =
      access::make_access_service(actor_store_, journal_, {});
  access::UnitService units_{unit_store_, *access_, random};
  access::RoleService role_service_{role_store_, *access_};
  access::RoleGrantService grant_service_{grant_store_, *access_, random, keyring()};
  Somebody clerk;
  Uuid unit;
};

TEST_F(RealDecisions, ARoleThatIsGivenHereDecidesThereUntilItEnds) {
  EXPECT_EQ(may_read(unit), "no_permission");
  const auto given = grant(unit);
  EXPECT_EQ(may_read(unit), "permit");
  EXPECT_EQ(may_read({}), "outside_unit") << "the root's";
  EXPECT_EQ(may_read(make_unit("Taxes")), "outside_unit");
  const auto own = [&](const std::string& owner) {
    return said(question(name_of(clerk.id), "can_update_todo",
                         {{"ownerID", owner}, {"unit", to_string(unit)}}));
  };
  EXPECT_EQ(own(name_of(clerk.id)), "permit");
  EXPECT_EQ(own("somebody"), "not_owner");
  const auto now = context();
  ASSERT_TRUE(
      AWAIT(grant_service_.revoke(system, given.id, "the post changed", std::nullopt, now)));
  EXPECT_EQ(may_read(unit), "no_permission") << "at the next question";
}

TEST_F(RealDecisions, ARowThatSomebodyWroteByHandIsNoGrant) {
  sql("insert into role_grant (id, person, role, unit, starts, reason, created) values ('" +
      to_string(make_uuid4(random)) + "', '" + to_string(clerk.id) + "', 'todo_reader', '" +
      to_string(unit) + "', now() - interval '1 year', 'x', now())");
  EXPECT_EQ(may_read(unit), "no_permission");
}

TEST_F(RealDecisions, WhoLeavesOrIsSuspendedLosesItAtOnce) {
  (void)grant(unit);
  EXPECT_EQ(may_read(unit), "permit");
  const auto now = context();
  ASSERT_TRUE(
      AWAIT(people_->change_state(clerk.id, people::PersonState::suspended, "test", {}, now)));
  EXPECT_EQ(may_read(unit), "no_permission");
  ASSERT_TRUE(AWAIT(people_->change_state(clerk.id, people::PersonState::active, "test", {}, now)));
  EXPECT_EQ(may_read(unit), "permit");
  sql("update affiliation set ends = now() - interval '20 years', starts = now() - interval '21 "
      "years' where person = '" +
      to_string(clerk.id) + "'");
  EXPECT_EQ(may_read(unit), "no_permission");
}

// RFC 9068 2.2.3.1.
TEST_F(RealDecisions, TokensSayWhatIsHeldAndWhereAsRegistered) {
  const auto given = grant(unit);
  auto r = todo();
  r.roles_claim = true;
  r.role_claims = {"roles", "groups", "entitlements"};
  r.role_claims_in = {"access_token", "userinfo"};
  const auto now = context();
  ASSERT_TRUE(AWAIT(services_->clients().update(portal.uuid, r, std::nullopt, {}, now)));
  auto session = sign_in(clerk).session;
  session.acr = Acr::aal2_phr;
  const auto tokens = flow(portal, session, {{"scope", "openid offline_access"}});
  const auto access = claims_of(text(tokens, "access_token"));
  EXPECT_EQ(access.at("roles"), (boost::json::array{"todo_reader"}));
  EXPECT_EQ(access.at("groups"), (boost::json::array{to_string(unit)}));
  EXPECT_EQ(access.at("entitlements").as_array().size(), 3u);
  EXPECT_EQ(access.at("entitlements").at(0).at("value").as_string(), "todo.can_read_todos");
  EXPECT_FALSE(claims_of(text(tokens, "id_token")).contains("roles"));
  EXPECT_EQ(userinfo(text(tokens, "access_token"))->at("roles"), access.at("roles"));
  // What changes shows at the next token, and in userinfo at once.
  ASSERT_TRUE(
      AWAIT(grant_service_.revoke(system, given.id, "the post changed", std::nullopt, now)));
  EXPECT_FALSE(userinfo(text(tokens, "access_token"))->contains("roles"));
  const auto next = refresh(portal, text(tokens, "refresh_token"));
  ASSERT_TRUE(next) << next.error().id;
  EXPECT_FALSE(claims_of(text(*next, "access_token")).contains("roles"));
}

}  // namespace
}  // namespace tessera::oauth
