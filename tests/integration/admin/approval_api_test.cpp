// Four eyes over the API and the pages: a sensitive role is sent for approval and signed for.
#include <gmock/gmock.h>

#include <tessera/codec/rfc3339.hpp>

#include "openapi.hpp"
#include "tests/integration/admin/fixture.hpp"
#include "tests/integration/admin/schema_check.hpp"
#include "tests/support/bound_passkey.hpp"

namespace tessera::endpoints {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class ApprovalApiTest : public AdminTest {
 protected:
  ApprovalApiTest() {
    grant(officer_, "role_admin");
    grant(approver_, "approver");
    sql("update role set approvals = 1 where name = 'registrar'");
    key_.user_handle =
        run([&] { return authenticators_.user_handle(approver_, random.bytes(32)); });
    const auto wish = test::bound_passkey(key_, approver_, clock.now(), *keyring().get(), random);
    EXPECT_TRUE(run([&] { return authenticators_.bind(wish); }));
  }
  http::Response ask(const Uuid& person) {
    return send_as(officer_, {.method = http::Method::post,
                              .target = "/role-grants",
                              .body = R"({"person":")" + to_string(person) +
                                      R"(","role":"registrar","reason":"new post"})"});
  }
  std::string id_of(const http::Response& response) {
    return std::string(parsed(response).at("id").as_string());
  }
  std::string checked(const http::Response& response, std::string_view schema) {
    static const auto doc = json::parse(std::string(embedded::openapi().front().data)).as_object();
    return test::check_schema(doc, doc.at("components").at("schemas").at(schema),
                              json::parse(response.body));
  }
  http::Response decide(const Uuid& who, const std::string& id, const std::string& verdict,
                        const std::string& reason = {}) {
    const auto shown = parsed(send_as(who, {.target = "/approvals/" + id}));
    const auto* options = shown.if_contains(verdict + "_options");
    Bytes challenge(32, 1);
    if (options != nullptr)
      challenge = codec::from_base64url(std::string(options->at("challenge").as_string())).value();
    const json::object body{{"verdict", verdict},
                            {"reason", reason},
                            {"assertion", test::assertion_json(key_, challenge)}};
    return send_as(who, {.method = http::Method::post,
                         .target = "/approvals/" + id + "/decide",
                         .body = json::serialize(body)});
  }
  void set_policy(const std::string& kind, int needed) {
    const auto set = send({.method = http::Method::put,
                           .target = "/approval-policy/" + kind,
                           .body = R"({"needed":)" + std::to_string(needed) + '}'});
    EXPECT_EQ(set.status, 204) << set.body;
  }
  http::Response act(const Uuid& who, const std::string& id, const std::string& what) {
    return send_as(who, {.method = http::Method::post, .target = "/approvals/" + id + '/' + what});
  }

  Uuid approver_ = make_person("approver@example.gov", true);
  test::VirtualAuthenticator key_;
};

TEST_F(ApprovalApiTest, ASensitiveRoleIsSentForApprovalAndSignedFor) {
  const auto sent = ask(clerk_);
  ASSERT_EQ(sent.status, 202) << sent.body;
  EXPECT_EQ(checked(sent, "ApprovalRequest"), "");
  const auto id = id_of(sent);
  EXPECT_EQ(header(sent, "Location"), "/api/admin/v1/approvals/" + id);

  const auto shown = send_as(approver_, {.target = "/approvals/" + id});
  EXPECT_EQ(checked(shown, "ApprovalDetail"), "");
  EXPECT_THAT(shown.body, HasSubstr(R"("userVerification":"required")"));
  const auto done = decide(approver_, id, "approve");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(checked(done, "ApprovalRequest"), "");
  EXPECT_EQ(parsed(done).at("state"), "executed");

  const auto after = send_as(officer_, {.target = "/approvals/" + id});
  EXPECT_EQ(checked(after, "ApprovalDetail"), "");
  EXPECT_EQ(parsed(after).at("approvals").as_array().size(), 1U);
  EXPECT_THAT(send_as(officer_, {.target = "/role-grants?person=" + to_string(clerk_)}).body,
              HasSubstr("registrar"));
}

TEST_F(ApprovalApiTest, WhoMayNotIsToldNothingMore) {
  const auto id = id_of(ask(clerk_));
  const auto other = id_of(ask(make_person("third@example.gov", true)));
  const auto stranger = make_person("stranger@example.gov", true);
  for (const auto& each : {id, other, to_string(make_uuid4(random))}) {
    EXPECT_EQ(send_as(stranger, {.target = "/approvals/" + each}).status, 403);
    EXPECT_EQ(decide(stranger, each, "approve").status, 403);
    EXPECT_EQ(act(stranger, each, "withdraw").status, 403);
    EXPECT_EQ(act(stranger, each, "execute").status, 403);
  }
  EXPECT_EQ(decide(officer_, id, "approve").status, 403) << "who asked";
  EXPECT_EQ(decide(clerk_, id, "approve").status, 403) << "whom it is for";
  EXPECT_EQ(send_as(clerk_, {.target = "/approvals/" + other}).status, 403) << "somebody else's";
  EXPECT_EQ(act(approver_, id, "withdraw").status, 403);
  EXPECT_EQ(send({.method = http::Method::post,
                  .target = "/approvals/" + id + "/decide",
                  .body = R"({"verdict":"approve","assertion":"{}"})"})
                .status,
            403)
      << "the system user has no passkey";
  scopes_.erase("admin:approvals.write");
  EXPECT_EQ(decide(approver_, id, "approve").status, 403) << "a token without the scope";
}

TEST_F(ApprovalApiTest, ARefusalAWithdrawalAndAFailure) {
  const auto refused = id_of(ask(clerk_));
  EXPECT_EQ(decide(approver_, refused, "refuse").status, 400) << "without a reason";
  EXPECT_EQ(parsed(decide(approver_, refused, "refuse", "not needed")).at("state"), "refused");

  const auto withdrawn = id_of(ask(clerk_));
  const auto gone = act(officer_, withdrawn, "withdraw");
  EXPECT_EQ(gone.status, 200) << gone.body;
  EXPECT_EQ(checked(gone, "ApprovalRequest"), "");
  EXPECT_EQ(act(officer_, withdrawn, "execute").status, 409);

  const auto failed = id_of(ask(clerk_));
  sql("update person set state = 'closed' where id = '" + to_string(clerk_) + "'");
  EXPECT_EQ(parsed(decide(approver_, failed, "approve")).at("failure"), "person.unknown");
  sql("update person set state = 'active' where id = '" + to_string(clerk_) + "'");
  const auto again = act(officer_, failed, "execute");
  EXPECT_EQ(checked(again, "ApprovalRequest"), "");
  EXPECT_EQ(parsed(again).at("state"), "executed");
  EXPECT_THAT(send_as(officer_, {.target = "/approvals?view=mine"}).body, HasSubstr(failed));
  EXPECT_EQ(send_as(approver_, {.target = "/approvals?view=waiting"}).body, R"({"items":[]})");
}

TEST_F(ApprovalApiTest, AMemberThatNobodyAskedForIsRefused) {
  EXPECT_EQ(send_as(officer_, {.method = http::Method::post,
                               .target = "/role-grants",
                               .body = R"({"person":")" + to_string(clerk_) +
                                       R"(","role":"registrar","reason":"new post","request":")" +
                                       to_string(clerk_) + R"("})"})
                .status,
            400);
}

TEST_F(ApprovalApiTest, AClientIsApprovedByOthersAsTheySawItAndWaitsForThemAgainWhenItChanges) {
  grant(officer_, "client_admin");
  set_policy("client", 1);
  const auto made =
      send_as(officer_, {.method = http::Method::post,
                         .target = "/clients",
                         .body = R"({"name":"P","redirect_uris":["https://p.example/cb"]})"});
  const auto client = std::string(parsed(made).at("client_id").as_string());
  const Call approve{.method = http::Method::post,
                     .target = "/clients/" + client + "/status",
                     .body = R"({"status":"approved","reason":"agreed"})"};
  const Call edit{.method = http::Method::put,
                  .target = "/clients/" + client,
                  .body = R"({"name":"P","redirect_uris":["https://evil.example/cb"]})"};
  const auto status = [&] {
    return parsed(send_as(officer_, {.target = "/clients/" + client})).at("status");
  };
  const auto first = send_as(officer_, approve);
  ASSERT_EQ(first.status, 202) << first.body;
  EXPECT_THAT(send_as(officer_, approve).body, HasSubstr("approval.open"));
  ASSERT_EQ(send_as(officer_, edit).status, 200);
  EXPECT_EQ(parsed(decide(approver_, id_of(first), "approve")).at("failure"),
            "approval.object_changed");
  EXPECT_EQ(status(), "draft");
  EXPECT_EQ(act(officer_, id_of(first), "withdraw").status, 200);
  const auto second = send_as(officer_, approve);
  EXPECT_EQ(parsed(decide(approver_, id_of(second), "approve")).at("state"), "executed");
  EXPECT_EQ(status(), "approved");
  EXPECT_EQ(send_as(officer_, edit).status, 200);
  EXPECT_EQ(status(), "suspended");
}

TEST_F(ApprovalApiTest, NoTokenApprovesWhatSeveralPeopleApprove) {
  grant(officer_, "client_admin");
  const auto token = [&](bool approve) {
    return send_as(officer_, {.method = http::Method::post,
                              .target = "/initial-access-tokens",
                              .body = R"({"name":"test","max_uses":1,"expires":")" +
                                      codec::render_rfc3339(SystemClock().now() + days{30}) +
                                      R"(","template":{"owner":"City","contacts":["a@city.example"],
                                         "scopes":["openid"],"approve":)" +
                                      (approve ? "true}}" : "false}}")})
        .status;
  };
  EXPECT_EQ(token(true), 201);
  set_policy("client", 1);
  EXPECT_EQ(token(true), 403);
  EXPECT_EQ(token(false), 201);
}

TEST_F(ApprovalApiTest, StaffRotatesKeysWithFourEyes) {
  grant(officer_, "operator");
  scopes_.insert("admin:keys.write");
  const Call rotate{.method = http::Method::post, .target = "/keys/rotate", .body = "{}"};
  const auto asked = send_as(officer_, rotate);
  ASSERT_EQ(asked.status, 202) << asked.body;
  const auto keys = [&] { return parsed(send({.target = "/keys"})).at("items").as_array().size(); };
  EXPECT_EQ(keys(), 0U);
  EXPECT_EQ(parsed(decide(approver_, id_of(asked), "approve")).at("state"), "executed");
  EXPECT_GT(keys(), 0U);
  set_policy("key_rotation", 0);
  EXPECT_EQ(send_as(officer_, rotate).status, 200);
}

TEST_F(ApprovalApiTest, StaffWithdrawsAKeyWithFourEyes) {
  run([&] { return key_rotation_.tend(); });
  grant(officer_, "operator");
  scopes_.insert("admin:keys.write");
  const auto kid =
      sql("select kid from signing_key where alg = 'ES256' and state = 'active'")[0].string(0);
  const auto withdraw = [&](const std::string& key, const std::string& reason) {
    return send_as(officer_, {.method = http::Method::post,
                              .target = "/keys/" + key + "/withdraw",
                              .body = R"({"reason":")" + reason + R"("})"});
  };
  EXPECT_EQ(withdraw("no-such-key", "it leaked").status, 404);
  EXPECT_EQ(withdraw(kid, "").status, 400);
  const auto asked = withdraw(kid, "it leaked");
  ASSERT_EQ(asked.status, 202) << asked.body;
  EXPECT_NE(key_holder_.get()->find(kid), nullptr) << "nobody has agreed yet";
  EXPECT_EQ(withdraw(kid, "once more").status, 409) << "a request waits";
  EXPECT_EQ(decide(officer_, id_of(asked), "approve").status, 403) << "who asked";
  EXPECT_EQ(parsed(decide(approver_, id_of(asked), "approve")).at("state"), "executed");
  EXPECT_EQ(key_holder_.get()->find(kid), nullptr);
  EXPECT_NE(key_holder_.get()->active(crypto::SignAlg::es256), nullptr) << "another one signs";
  EXPECT_EQ(sql("select body::jsonb ->> 'reason' from journal_event where type = "
                "'key.withdrawn'")[0]
                .string(0),
            "it leaked");
}

// R37: it is done as whoever asked, who must still be allowed to.
TEST_F(ApprovalApiTest, WhoLostHisRightMeanwhileDoesNotHaveItDone) {
  for (const auto* role : {"client_admin", "operator"}) grant(officer_, role);
  scopes_.insert("admin:keys.write");
  set_policy("client", 1);
  const auto made =
      send_as(officer_, {.method = http::Method::post,
                         .target = "/clients",
                         .body = R"({"name":"P","redirect_uris":["https://p.example/cb"]})"});
  const auto client = std::string(parsed(made).at("client_id").as_string());
  const auto approval =
      id_of(send_as(officer_, {.method = http::Method::post,
                               .target = "/clients/" + client + "/status",
                               .body = R"({"status":"approved","reason":"ok!"})"}));
  const auto rotation = id_of(
      send_as(officer_, {.method = http::Method::post, .target = "/keys/rotate", .body = "{}"}));
  sql("update role_grant set revoked = now(), seal = null where person = '" + to_string(officer_) +
      "' and role in ('client_admin', 'operator')");
  for (const auto& id : {approval, rotation}) {
    const auto done = parsed(decide(approver_, id, "approve"));
    EXPECT_EQ(done.at("state"), "approved");
    EXPECT_EQ(done.at("failure"), "access.denied");
  }
  EXPECT_EQ(parsed(send({.target = "/clients/" + client})).at("status"), "draft");
  EXPECT_TRUE(parsed(send({.target = "/keys"})).at("items").as_array().empty());
  for (const auto* role : {"client_admin", "operator"}) grant(officer_, role);
  for (const auto& id : {approval, rotation})
    EXPECT_EQ(parsed(act(officer_, id, "execute")).at("state"), "executed");
  EXPECT_EQ(parsed(send({.target = "/clients/" + client})).at("status"), "approved");
}

TEST_F(ApprovalApiTest, ExplainDecidesFromWhatTheRealDecisionIsMadeOf) {
  const auto explain = [&](const Uuid& person, const std::string& more) {
    const auto answer = send_as(
        officer_, {.target = "/explain?person=" + to_string(person) + "&permission=" + more});
    return answer.status == 200 ? std::string(parsed(answer).at("reason").as_string())
                                : std::to_string(answer.status);
  };
  const auto id = id_of(ask(clerk_));
  EXPECT_EQ(explain(clerk_, "application.decide"), "no_permission");
  ASSERT_EQ(parsed(decide(approver_, id, "approve")).at("state"), "executed");
  EXPECT_EQ(explain(clerk_, "application.decide"), "granted") << "with its approvals";
  const auto helper = make_person("helper@example.gov", true);
  grant(helper, "person_admin");
  const auto reveal = [&](const Uuid& about, const std::string& more = {}) {
    return explain(helper, "person.reveal&about=" + to_string(about) + more);
  };
  EXPECT_EQ(reveal(helper), "self");
  EXPECT_EQ(reveal(citizen_), "no_purpose");
  EXPECT_EQ(reveal(citizen_, "&purpose=support"), "no_case");
  const auto context = fresh_context();
  const auto system = access::system_actor();
  const auto opened = run([&] {
    return cases_.open(system,
                       {.purpose = "support",
                        .reference = "T-1",
                        .person = citizen_,
                        .assignee = helper,
                        .reason = "asked for help"},
                       context);
  });
  ASSERT_TRUE(opened);
  const auto in_case = "&case=" + to_string(opened->id);
  EXPECT_EQ(reveal(citizen_, "&purpose=support" + in_case), "granted");
  EXPECT_EQ(reveal(citizen_, "&purpose=correction" + in_case), "wrong_purpose");
  EXPECT_EQ(reveal(clerk_, "&purpose=support" + in_case), "no_case");
}

TEST_F(ApprovalApiTest, WhoSeesOneUnitIsToldNothingOfPeopleOfAnother) {
  const auto context = fresh_context();
  const auto system = access::system_actor();
  const auto tax =
      run([&] { return units_.create(system, access::kRootUnit, "Tax", context); })->id;
  const auto local = make_person("local@example.gov", true);
  const access::NewRoleGrant wish{
      .person = local, .role = "role_admin", .unit = tax, .reason = "test"};
  ASSERT_TRUE(run([&] { return grants_.create(system, wish, context); }));
  const auto target = "/explain?person=" + to_string(clerk_) +
                      "&permission=application.decide&unit=" + to_string(tax);
  EXPECT_EQ(send_as(officer_, {.target = target}).status, 200);
  EXPECT_EQ(send_as(local, {.target = target}).status, 403);
}

TEST_F(ApprovalApiTest, OnlyTheSystemUserSetsThePolicy) {
  const Call call{
      .method = http::Method::put, .target = "/approval-policy/client", .body = R"({"needed":2})"};
  EXPECT_EQ(send_as(approver_, call).status, 403);
  EXPECT_EQ(send_as(officer_, call).status, 403);
  EXPECT_EQ(send(call).status, 204);
  EXPECT_THAT(send_as(approver_, {.target = "/approval-policy"}).body, HasSubstr(R"("client":2)"));
  for (const auto* wrong : {R"({"needed":-1})", R"({"needed":10})", R"({"needed":"2"})", "{}"}) {
    auto bad = call;
    bad.body = wrong;
    EXPECT_EQ(send(bad).status, 400) << wrong;
  }
}

}  // namespace
}  // namespace tessera::endpoints
