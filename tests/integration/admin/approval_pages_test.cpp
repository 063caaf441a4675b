// What the parties of a request see of it.
#include "tests/integration/admin/pages_fixture.hpp"
#include "tests/support/bound_passkey.hpp"

namespace tessera::endpoints {
namespace {

class ApprovalPagesTest : public AdminPagesTest {
 protected:
  ApprovalPagesTest() {
    grant(officer_, "role_admin");
    grant(approver_, "approver");
    sql("update role set approvals = 1 where name = 'registrar'");
    key_.user_handle =
        run([&] { return authenticators_.user_handle(approver_, random.bytes(32)); });
    const auto wish = test::bound_passkey(key_, approver_, clock.now(), *keyring().get(), random);
    EXPECT_TRUE(run([&] { return authenticators_.bind(wish); }));
  }
  std::string asked_for(const Uuid& person) {
    const auto response =
        send_as(officer_, {.method = http::Method::post,
                           .target = "/role-grants",
                           .body = R"({"person":")" + to_string(person) +
                                   R"(","role":"registrar","reason":"new post"})"});
    EXPECT_EQ(response.status, 202) << response.body;
    return std::string(parsed(response).at("id").as_string());
  }
  static bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }

  Uuid approver_ = make_person("approver@example.gov", true);
  test::VirtualAuthenticator key_;
};

TEST_F(ApprovalPagesTest, WhomItIsForSeesHowItStandsWithoutARole) {
  const auto path = "/admin/approvals/" + asked_for(clerk_);
  const auto shown = visit(clerk_, http::Method::get, path, {}, Acr::aal2);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_TRUE(has(shown, "registrar"));
  EXPECT_FALSE(has(shown, "approve-approval"));
  EXPECT_FALSE(has(shown, "withdraw-approval"));
  EXPECT_FALSE(has(shown, "href=\"/admin\"")) << "there is nothing for him";
  const auto list = get(clerk_, "/admin/approvals");
  EXPECT_EQ(list.status, 200);
  EXPECT_TRUE(has(list, path));
  for (const auto* action : {"approve", "refuse", "withdraw"})
    EXPECT_EQ(post(clerk_, path, "action=" + std::string(action) + "&reason=for+me").status, 403);
}

TEST_F(ApprovalPagesTest, WhoLostHisRolesWithdrawsWhatHeAskedFor) {
  const auto path = "/admin/approvals/" + asked_for(clerk_);
  const auto grant =
      sql("select id from role_grant where person = '" + to_string(officer_) + "'")[0].uuid(0);
  const auto system = access::system_actor();
  const auto context = fresh_context();
  ASSERT_TRUE(run([&] { return grants_.revoke(system, grant, "moved on", {}, context); }));
  EXPECT_EQ(get(officer_, path).status, 200);
  EXPECT_EQ(post(officer_, path, "action=withdraw").status, 303);
  EXPECT_TRUE(has(get(officer_, path), "Withdrawn"));
}

TEST_F(ApprovalPagesTest, OthersWithoutARoleSeeNothing) {
  const auto path = "/admin/approvals/" + asked_for(clerk_);
  const auto stranger = make_person("stranger@example.gov", true);
  EXPECT_EQ(get(stranger, path).status, 403);
  EXPECT_EQ(get(stranger, "/admin/approvals/" + to_string(make_uuid4(random))).status, 403);
  EXPECT_FALSE(has(get(stranger, "/admin/approvals"), path));
  for (const auto* view : {"all", "waiting"})
    EXPECT_EQ(get(stranger, "/admin/approvals?view=" + std::string(view)).status, 403);
  EXPECT_EQ(get(citizen_, path).status, 403) << "nobody of the staff";
  EXPECT_EQ(get(clerk_, "/admin").status, 403);
  EXPECT_EQ(get(clerk_, "/admin/work-cases").status, 403);
}

}  // namespace
}  // namespace tessera::endpoints
