// Connections of HR systems in the browser: who sees them, who changes them, and what is shown
// once.
#include "tests/integration/admin/pages_fixture.hpp"

namespace tessera::endpoints {
namespace {

class ScimPagesTest : public AdminPagesTest {
 protected:
  ScimPagesTest() {
    north_ = make_unit("North");
    south_ = make_unit("South");
    sql("insert into client (id, status, profile, name, home_uri, registration, created, updated, "
        "version) values ('" +
        to_string(client_) + "', 'approved', 'baseline', 'HR', '', '{}', now(), now(), 1)");
    clients_.all[client_] = {
        .id = client_, .registration = {.name = "HR of the north"}, .version = 1};
  }
  Uuid make_unit(const std::string& name) {
    const auto system = access::system_actor();
    const auto context = fresh_context();
    return run([&] { return units_.create(system, access::kRootUnit, name, context); })->id;
  }
  void grant_in(const Uuid& person, std::string role, const Uuid& unit) {
    const access::NewRoleGrant wish{
        .person = person, .role = std::move(role), .unit = unit, .reason = "test"};
    const auto system = access::system_actor();
    const auto context = fresh_context();
    const auto made = run([&] { return grants_.create(system, wish, context); });
    EXPECT_TRUE(made) << made.error().id;
  }
  void connect(const Uuid& unit) {
    const people::ActingAs by;
    const auto context = fresh_context();
    const scim::Connection wish{.client = client_, .unit = unit, .employer = "City"};
    EXPECT_TRUE(run([&] { return scim_connections_.put(wish, std::nullopt, by, context); }));
  }
  static bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }
  std::string tokens_in_force() {
    return sql("select count(*)::text from scim_token where revoked is null")[0].string(0);
  }

  const Uuid client_{{7, 9}};
  const std::string path_ = "/admin/clients/" + to_string(client_) + "/scim";
  Uuid north_, south_;
};

TEST_F(ScimPagesTest, AConnectionIsMadeChangedAndListed) {
  for (const auto* role : {"client_admin", "person_admin"}) grant(officer_, role);
  const auto empty = get(officer_, path_);
  ASSERT_EQ(empty.status, 200) << empty.body;
  EXPECT_TRUE(has(empty, "HR of the north"));
  const auto fields = "action=connect&version=&employer=City&unit=" + to_string(north_);
  EXPECT_EQ(visit(officer_, http::Method::post, path_, fields).status, 403) << "no CSRF token";
  EXPECT_EQ(post(officer_, path_, "action=connect&version=&employer=City&unit=").status, 400);
  ASSERT_EQ(post(officer_, path_, fields).status, 303);
  EXPECT_EQ(post(officer_, path_, fields).status, 412) << "made meanwhile";
  EXPECT_EQ(
      post(officer_, path_, "action=connect&version=7&employer=City&unit=" + to_string(south_))
          .status,
      412);
  EXPECT_EQ(
      post(officer_, path_, "action=connect&version=1&employer=Port&unit=" + to_string(south_))
          .status,
      303);
  const auto list = get(officer_, "/admin/scim");
  EXPECT_EQ(list.status, 200);
  EXPECT_TRUE(has(list, "href=\"" + path_ + "\""));
  EXPECT_TRUE(has(list, "Port"));
  EXPECT_TRUE(has(list, "South"));
}

TEST_F(ScimPagesTest, ATokenIsShownOnceAndEnded) {
  for (const auto* role : {"client_admin", "person_admin"}) grant(officer_, role);
  connect(north_);
  EXPECT_EQ(post(officer_, path_, "action=token&days=367").status, 400);
  EXPECT_EQ(post(officer_, path_, "action=token&days=much").status, 400);
  const auto made = post(officer_, path_, "action=token&days=30");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_TRUE(has(made, "tscim_"));
  const auto later = get(officer_, path_);
  EXPECT_FALSE(has(later, "tscim_")) << "shown once";
  EXPECT_TRUE(has(later, "in force"));
  EXPECT_EQ(post(officer_, path_, "action=token&days=30").status, 200) << "to change over";
  EXPECT_EQ(post(officer_, path_, "action=token&days=30").status, 409) << "two are enough";
  const auto id = sql("select id::text from scim_token limit 1")[0].string(0);
  EXPECT_EQ(post(officer_, path_, "action=end_token&token=" + id).status, 303);
  EXPECT_EQ(post(officer_, path_, "action=end_token&token=" + id).status, 404);
  EXPECT_EQ(tokens_in_force(), "1");
}

TEST_F(ScimPagesTest, RolesAreOpenedByWhoMayGrantThemAndNoneThatGivesPower) {
  connect(north_);
  grant(officer_, "client_admin");
  EXPECT_EQ(post(officer_, path_, "action=roles&role=staff").status, 403) << "no right to grant";
  const auto granter = make_person("granter@example.gov", true);
  for (const auto* role : {"client_admin", "role_admin"}) grant(granter, role);
  EXPECT_EQ(post(granter, path_, "action=roles&role=role_admin").status, 403) << "gives power";
  EXPECT_EQ(post(granter, path_, "action=roles&role=staff").status, 303);
  EXPECT_TRUE(has(get(granter, path_), "value=\"staff\" checked"));
  EXPECT_EQ(post(granter, path_, "action=roles").status, 303) << "none";
  EXPECT_EQ(sql("select count(*) from scim_group")[0].integer(0), 0);
}

TEST_F(ScimPagesTest, NobodyReachesAConnectionOfAnotherUnit) {
  connect(north_);
  EXPECT_EQ(get(clerk_, "/admin/scim").status, 403) << "no role";
  grant_in(clerk_, "client_admin", south_);
  grant_in(clerk_, "person_admin", south_);
  EXPECT_FALSE(has(get(clerk_, "/admin/scim"), path_));
  EXPECT_EQ(get(clerk_, path_).status, 403);
  for (const auto& fields :
       {std::string("action=token&days=30"), std::string("action=roles&role=staff"),
        "action=connect&version=1&employer=Mine&unit=" + to_string(south_),
        std::string("action=end_token&token=") + to_string(make_uuid4(random))})
    EXPECT_EQ(post(clerk_, path_, fields).status, 403) << fields;
  EXPECT_EQ(tokens_in_force(), "0");
  grant(officer_, "auditor");
  EXPECT_EQ(get(officer_, path_).status, 200) << "who may read clients";
  EXPECT_FALSE(has(get(officer_, path_), "<form id=\"scim")) << "and change nothing";
}

}  // namespace
}  // namespace tessera::endpoints
