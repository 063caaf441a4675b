// Policies as code: purposes, levels of sign-in, and how many approve.
#include "tests/integration/admin/configuration_fixture.hpp"

namespace tessera::endpoints {
namespace {

using testing::HasSubstr;

TEST_F(ConfigurationTest, APurposeIsMadeChangedOwnedAndNeverRemoved) {
  const json::object fields{{"title", "Audit of benefits"},
                            {"legal_basis", "GDPR 6(1)(c)"},
                            {"data_classes", {"personal"}}};
  const json::object purpose{{"kind", "purpose"}, {"key", "benefit_audit"}, {"fields", fields}};
  const auto planned = plan("city", {purpose});
  EXPECT_EQ(planned.at(0).at("action"), "create");
  const auto done = post("/configuration/changes", step("city", planned.at(0), fields));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(plan("city", {purpose}).at(0).at("action"), "none");
  EXPECT_THAT(send({.target = "/purposes"}).body, HasSubstr("Audit of benefits"));
  // Another manager sets a field; then it is a conflict, and a change by hand is drift.
  auto wider = fields;
  wider["data_classes"] = {"personal", "restricted"};
  auto others = purpose;
  others["fields"] = wider;
  EXPECT_EQ(plan("state", {others}).at(0).at("action"), "blocked");
  const auto forced = plan("state", {others}, false, true);
  EXPECT_EQ(forced.at(0).at("action"), "update");
  ASSERT_EQ(post("/configuration/changes", step("state", forced.at(0), wider, true)).status, 200);
  const auto drift = parsed(send({.target = "/configuration/objects?manager=city"})).at("items");
  EXPECT_EQ(drift.at(0).at("fields").as_object().contains("data_classes"), false) << "taken over";
  EXPECT_EQ(plan("city", {}, true).at(0).at("action"), "release");
  // What a case for it could open is laid down by the system user alone.
  grant(officer_, "role_admin");
  scopes_.insert("admin:config.read");
  EXPECT_EQ(send_as(officer_, {.method = http::Method::post,
                               .target = "/configuration/changes",
                               .body = json::serialize(step("city", planned.at(0), fields))})
                .status,
            409)
      << "others own it, and it moved on";
  const json::object mine{{"kind", "purpose"}, {"key", "curiosity"}, {"fields", fields}};
  const auto wanted = plan("mine", {mine});
  EXPECT_EQ(send_as(officer_, {.method = http::Method::post,
                               .target = "/configuration/changes",
                               .body = json::serialize(step("mine", wanted.at(0), fields))})
                .status,
            403);
  const std::vector<std::pair<std::string, json::value>> refused{
      {"title", "{evil}"}, {"legal_basis", ""}, {"data_classes", json::array{"none"}}};
  for (const auto& [name, value] : refused) {
    auto wrong = fields;
    wrong[name] = value;
    auto document = mine;
    document["fields"] = wrong;
    EXPECT_EQ(
        post("/configuration/changes", step("mine", plan("mine", {document}).at(0), wrong)).status,
        400)
        << name;
  }
}

TEST_F(ConfigurationTest, ALevelOfSignInIsSetForABuiltInRoleAndActsOnTheNextDecision) {
  grant(officer_, "registrar");
  const auto now = clock.now();
  const auto may = [&](Acr acr) {
    auto actor = run([&] { return access_->load_actor(officer_, now); });
    actor.acr = acr;
    return access::decide(actor, "application.list", {.type = "application"}, now).outcome;
  };
  EXPECT_EQ(may(Acr::aal2_phr), access::Outcome::allow);
  const json::object fields{{"least", "aal3"}};
  const json::object level{{"kind", "level"}, {"key", "registrar"}, {"fields", fields}};
  const auto planned = plan("city", {level});
  ASSERT_EQ(planned.at(0).at("action"), "update");
  const auto done = post("/configuration/changes", step("city", planned.at(0), fields));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(may(Acr::aal2_phr), access::Outcome::needs_step_up);
  EXPECT_EQ(may(Acr::aal3), access::Outcome::allow);
  EXPECT_EQ(plan("city", {level}).at(0).at("action"), "none");
  EXPECT_EQ(events("sign_in_level.changed"), 1);
  // A stale plan is refused, unknown roles and words are, and so is everybody but the system user.
  EXPECT_EQ(post("/configuration/changes", step("city", planned.at(0), fields)).status, 412);
  const json::object nobody{{"kind", "level"}, {"key", "nobody"}, {"fields", fields}};
  EXPECT_EQ(post("/configuration/plan",
                 json::object{{"manager", "city"}, {"documents", json::array{nobody}}})
                .status,
            400);
  const json::object weak{{"least", "aal1"}};
  const json::object lower{{"kind", "level"}, {"key", "staff"}, {"fields", weak}};
  EXPECT_EQ(post("/configuration/changes", step("city", plan("city", {lower}).at(0), weak)).status,
            400);
  // A level that the file names no longer goes back.
  const json::object bare{{"kind", "level"}, {"key", "registrar"}, {"fields", json::object{}}};
  const auto back = plan("city", {bare});
  EXPECT_EQ(back.at(0).at("action"), "update");
  ASSERT_EQ(post("/configuration/changes", step("city", back.at(0), {})).status, 200);
  EXPECT_EQ(may(Acr::aal2_phr), access::Outcome::allow);
  EXPECT_EQ(rows("sign_in_level"), 0);
}

TEST_F(ConfigurationTest, ThePolicyOfApprovalsIsTheSystemUsersAndAsksForClients) {
  const json::object wanted{{"needed", 1}};
  const json::object policy{{"kind", "policy"}, {"key", "client"}, {"fields", wanted}};
  const auto planned = plan("city", {policy});
  ASSERT_EQ(planned.size(), 1U);
  const auto done = post("/configuration/changes", step("city", planned.at(0), wanted));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(plan("city", {policy}).at(0).at("action"), "none");
  EXPECT_EQ(parsed(send({.target = "/approval-policy"})).at("client"), 1);
  const json::object unknown{{"kind", "policy"}, {"key", "tea"}, {"fields", wanted}};
  EXPECT_EQ(post("/configuration/plan",
                 json::object{{"manager", "city"}, {"documents", json::array{unknown}}})
                .status,
            400);

  // What waits for others is told, not gone round, and planned again until they agreed.
  const json::object client{
      {"name", "Portal"}, {"redirect_uris", {"https://p.example/cb"}}, {"status", "approved"}};
  const json::object portal{{"kind", "client"}, {"key", "portal"}, {"fields", client}};
  const auto answer =
      post("/configuration/changes", step("city", plan("city", {portal}).at(0), client));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(parsed(answer).at("unfinished").as_string().starts_with("approval.")) << answer.body;
  EXPECT_EQ(parsed(answer).at("client_secret"), "s3cret");
  EXPECT_EQ(clients_.all.begin()->second.status, oauth::ClientStatus::draft);
  EXPECT_EQ(plan("city", {portal}).at(0).at("action"), "update") << "no conflict";
}

}  // namespace
}  // namespace tessera::endpoints
