// Forms that name a person by the login tell nobody whether somebody out of reach has one.
#include "tests/integration/admin/pages_fixture.hpp"

namespace tessera::endpoints {
namespace {

struct LoginForm {
  std::string path;
  std::string fields;
  std::string field;  // of the login
};

class LoginOracleTest : public AdminPagesTest {
 protected:
  LoginOracleTest() {
    north_ = make_unit("North");
    south_ = make_unit("South");
    anna_ = make_staff("anna@example.gov", north_);
    nora_ = make_staff("nora@example.gov", north_);
    sven_ = make_staff("sven@example.gov", south_);
  }
  Uuid make_unit(const std::string& name) {
    const auto system = access::system_actor();
    const auto context = fresh_context();
    return run([&] { return units_.create(system, access::kRootUnit, name, context); })->id;
  }
  Uuid make_staff(const std::string& login, const Uuid& unit) {
    people::NewPerson wish{.citizen = false, .ial = Ial::ial2};
    wish.affiliation = people::Affiliation{
        .employer = "Ministry", .unit = unit, .post = "clerk", .starts = clock.now() - hours{1}};
    wish.logins = {login};
    const auto context = fresh_context();
    const people::ActingAs by;
    const auto made = run([&] { return people_->create(wish, by, context); });
    EXPECT_TRUE(made);
    run([&] {
      return people_->change_state(made->id, people::PersonState::active, "test", by, context);
    });
    return made->id;
  }
  // A role of these permissions for Anna, in her unit only; the id of the grant.
  std::string give(std::vector<std::string> permissions) {
    const access::NewRole role{.name = "desk",
                               .title = "Desk",
                               .permissions = std::move(permissions),
                               .limits = {.delegable = true}};
    const auto system = access::system_actor();
    const auto context = fresh_context();
    EXPECT_TRUE(run([&] { return roles_.create(system, role, context); }));
    const access::NewRoleGrant wish{
        .person = anna_, .role = "desk", .unit = north_, .reason = "test"};
    const auto made = run([&] { return grants_.create(system, wish, context); });
    EXPECT_TRUE(made) << made.error().id;
    return made ? to_string(made->id) : std::string{};
  }
  // What the page says, but for the login that was typed.
  std::pair<int, std::string> answer(const LoginForm& form, const std::string& login) {
    const auto response = post(anna_, form.path, form.fields + '&' + form.field + '=' + login);
    const auto from = std::min(response.body.find("<h1"), response.body.size());
    auto text = response.body.substr(from, response.body.find("</main>") - from);
    for (auto at = text.find(login); at != std::string::npos; at = text.find(login))
      text.replace(at, login.size(), "LOGIN");
    return {response.status, text};
  }
  void expect_no_oracle(const LoginForm& form) {
    const auto nobody = answer(form, "nobody@example.gov");
    EXPECT_EQ(nobody.first, 404) << form.path << nobody.second;
    EXPECT_EQ(answer(form, "sven@example.gov"), nobody) << "of another unit: " << form.path;
    EXPECT_EQ(answer(form, "citizen@example.org"), nobody) << "a citizen: " << form.path;
    EXPECT_NE(answer(form, "nora@example.gov"), nobody) << "a colleague: " << form.path;
    EXPECT_EQ(events("person.searched"), 4);
    sql("update read_limit set most = 4");
    EXPECT_EQ(answer(form, "nobody@example.gov").first, 429) << "each try is a look";
  }

  Uuid north_, south_, anna_, nora_, sven_;
};

TEST_F(LoginOracleTest, ADeputyIsAColleagueOrNobody) {
  const auto grant = give({"unit.read"});
  expect_no_oracle(
      {.path = "/admin/deputies", .fields = "reason=leave&from=" + grant, .field = "deputy"});
}

TEST_F(LoginOracleTest, WhoOpensACaseFindsItsWorkerInTheOwnUnits) {
  give({"case.assign", "case.read"});
  expect_no_oracle(
      {.path = "/admin/work-cases",
       .fields = "purpose=support&reference=T-1&reason=call&person=" + to_string(nora_),
       .field = "assignee"});
}

TEST_F(LoginOracleTest, WhoGrantsRolesFindsPeopleInTheOwnUnits) {
  give({"role_grant.create", "role_grant.read"});
  expect_no_oracle({.path = "/admin/role-grants",
                    .fields = "role=registrar&reason=needed+here&unit=" + to_string(north_),
                    .field = "login"});
}

TEST_F(LoginOracleTest, WhoNamesReviewersFindsThemInTheOwnUnits) {
  give({"campaign.manage", "campaign.review"});
  expect_no_oracle(
      {.path = "/admin/unit-reviewers", .fields = "unit=" + to_string(north_), .field = "login"});
}

TEST_F(LoginOracleTest, WhoNamesNoReviewersLearnsNothing) {
  give({"campaign.review"});
  const LoginForm form{
      .path = "/admin/unit-reviewers", .fields = "unit=" + to_string(north_), .field = "login"};
  const auto nobody = answer(form, "nobody@example.gov");
  EXPECT_EQ(nobody.first, 403);
  EXPECT_EQ(answer(form, "nora@example.gov"), nobody);
}

TEST_F(LoginOracleTest, AnEmergencyFindsPeopleInItsOwnUnits) {
  give({"break_glass.use", "unit.read"});
  expect_no_oracle(
      {.path = "/admin/break-glass",
       .fields = "permission=session.end&reason=fire&length=10&unit=" + to_string(north_),
       .field = "subject"});
}

TEST_F(LoginOracleTest, AnIdentityCheckIsConfirmedInTheOwnUnitsOnly) {
  give({"person.recover"});
  const LoginForm form{.path = "/admin/reproofing",
                       .fields = "action=reproof&reference=T-2&document=passport&seen=yes",
                       .field = "login"};
  const auto nobody = answer(form, "nobody@example.gov");
  EXPECT_EQ(answer(form, "sven@example.gov"), nobody);
  EXPECT_EQ(answer(form, "citizen@example.org"), nobody);
  EXPECT_NE(answer(form, "nora@example.gov"), nobody);
}

}  // namespace
}  // namespace tessera::endpoints
