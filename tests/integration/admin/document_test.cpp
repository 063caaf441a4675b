// The document of the admin API: every operation is called on the running router, and what it
// answers fits the document.
#include <algorithm>

#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>

#include "oauth/clients/client_members.hpp"
#include "openapi.hpp"
#include "tests/integration/admin/fixture.hpp"
#include "tests/integration/admin/schema_check.hpp"

namespace tessera::endpoints {
namespace {

namespace json = boost::json;

class AdminDocumentTest : public AdminTest {
 protected:
  static json::object document() {
    return json::parse(std::string(embedded::openapi().front().data)).as_object();
  }
  // An employment record that a client wrote.
  std::string new_record(const Uuid& client) {
    const auto context = fresh_context();
    const auto connection = run([&] { return scim_connections_.get(client); });
    const scim::Caller caller{.connection = *connection, .scopes = {}};
    const auto body =
        json::parse(R"({"userName":"n","emails":[{"value":"n@city.example"}]})").as_object();
    const auto made = run([&] { return scim_users_.create(caller, body, context); });
    return to_string(made->id);
  }
};

// A value that a schema allows.
json::value sample(const json::value& schema_value) {
  const auto& schema = schema_value.as_object();
  if (const auto* words = schema.if_contains("enum")) return words->as_array().back();
  const auto* format = schema.if_contains("format");
  if (format != nullptr && *format == "date-time") return "2030-01-01T00:00:00Z";
  const auto& type = schema.at("type").as_string();
  if (type == "boolean") return true;
  if (type == "integer") return 60;
  if (type == "string") return "text";
  if (type == "array") return json::array{sample(schema.at("items"))};
  json::object out;
  if (const auto* members = schema.if_contains("properties")) {
    for (const auto& member : members->as_object()) out[member.key()] = sample(member.value());
  }
  return out;
}

// Each member of a registration is described, and what is described is one.
TEST_F(AdminDocumentTest, TheDocumentDescribesEveryMemberOfARegistration) {
  const auto doc = document();
  const auto& schema = doc.at("components").at("schemas").at("Registration");
  const auto& described = schema.at("properties").as_object();
  for (const auto name : oauth::members::names()) EXPECT_TRUE(described.contains(name)) << name;
  auto filled = sample(schema).as_object();
  filled["jwks"] = json::object{{"keys", json::array{}}};
  const auto read = oauth::parse_registration(filled);
  ASSERT_TRUE(read) << read.error().fields.front().field << read.error().fields.front().id;
  const auto written = oauth::to_json(*read);
  EXPECT_EQ(test::check_schema(doc, schema, written, "registration"), "");
  for (const auto& member : described) EXPECT_TRUE(written.contains(member.key())) << member.key();
  auto wrong = written;
  wrong["minimum_ial"] = "ial9";
  EXPECT_NE(test::check_schema(doc, schema, wrong, "registration"), "");
  wrong = written;
  wrong["claims"] = json::array{json::object{{"claim", "name"}, {"why", "x"}}};
  EXPECT_NE(test::check_schema(doc, schema, wrong, "registration"), "");
}

// One good call per operation, in an order in which each finds what it needs.
struct Example {
  std::string operation;
  std::string target;
  std::string body = {};
  bool by_officer = false;  // who is a person, and saw somebody
};

std::vector<Example> examples(const std::string& clerk, const std::string& session) {
  const std::string root = to_string(access::kRootUnit);
  const std::string client = to_string(Uuid{{7, 1}});
  return {
      {"getDocument", "/openapi.json"},
      {"listPeople", "/people?page_size=2"},
      {"findPerson", "/people/find", R"({"login":"clerk@example.gov"})"},
      {"searchPeople", "/people/search", R"({"name":"northwood"})"},
      {"getPerson", "/people/" + clerk},
      {"revealAttributes", "/people/" + clerk + "/reveal",
       R"({"purpose":"support","reference":"T-17","attributes":["given_name"]})"},
      {"listSessions", "/people/" + clerk + "/sessions"},
      {"endSession", "/people/" + clerk + "/sessions/" + session + "?reference=T-20"},
      {"endSessions", "/people/" + clerk + "/sessions?reference=T-21"},
      {"setPersonState", "/people/" + clerk + "/state",
       R"({"state":"suspended","reference":"T-18"})"},
      {"setPersonState", "/people/" + clerk + "/state", R"({"state":"active","reference":"T-19"})"},
      {"intervene", "/people/" + clerk + "/intervention",
       R"({"event":"require_both","reference":"T-20"})"},
      {"intervene", "/people/" + clerk + "/intervention", R"({"event":"lift","reference":"T-21"})"},
      {"listConsents", "/people/" + clerk + "/consents"},
      {"withdrawConsent", "/people/" + clerk + "/consents/" + client + "?reference=T-30"},
      {"listPurposes", "/purposes"},
      {"listSignInLevels", "/sign-in-levels"},
      {"listWorkCases", "/cases?live=true"},
      {"listTrainings", "/people/" + clerk + "/trainings"},
      {"recordTraining", "/people/" + clerk + "/trainings",
       R"({"course":"privacy","completed":"2020-01-01","expires":"2029-01-01"})"},
      {"listInvitations", "/invitations"},
      {"createInvitation", "/invitations",
       R"({"employer":"Ministry","unit":")" + root +
           R"(","post":"clerk","contact_mail":"x@example.gov","ends":"2030-01-01"})"},
      {"revokeInvitation", "/invitations/" + clerk},
      {"listUnits", "/units"},
      {"getUnit", "/units/" + root},
      {"createUnit", "/units", R"({"parent":")" + root + R"(","name":"Tax"})"},
      {"renameUnit", "/units/" + root, R"({"name":"Republic"})"},
      {"listPermissions", "/permissions"},
      {"listRoles", "/roles"},
      {"createRole", "/roles",
       R"({"name":"reader","title":"Reader","permissions":["client.read"],"parents":["staff"]})"},
      {"getRole", "/roles/reader"},
      {"replaceRole", "/roles/reader",
       R"({"title":"Client reader","permissions":["client.read"]})"},
      {"patchRole", "/roles/reader", R"({"title":"Reader of clients"})"},
      {"deleteRole", "/roles/reader"},
      {"createRoleGrant", "/role-grants",
       R"({"person":")" + clerk + R"(","role":"registrar","reason":"new post"})"},
      {"listRoleGrants", "/role-grants?in_force=true"},
      {"getRoleGrant", "/role-grants/{grant}"},
      {"explain", "/explain?person=" + clerk + "&permission=application.decide"},
      {"revokeRoleGrant", "/role-grants/{grant}/revoke", R"({"reason":"post changed"})"},
      {"listApprovals", "/approvals?view=all&state=pending"},
      {"listEmergencies", "/emergencies?waiting=true"},
      {"setUnitReviewer", "/unit-reviewers/" + root, R"({"person":")" + clerk + R"("})"},
      {"listUnitReviewers", "/unit-reviewers"},
      {"startCampaign", "/campaigns",
       R"({"name":"Spring","units":[")" + root + R"("],"due":")" +
           codec::render_rfc3339(SystemClock().now() + days{30}) + R"("})"},
      {"listCampaigns", "/campaigns?open=true"},
      {"removeUnitReviewer", "/unit-reviewers/" + root},
      {"getApprovalPolicy", "/approval-policy"},
      {"setApprovalPolicy", "/approval-policy/break_glass", R"({"needed":1})"},
      {"createClient", "/clients", R"({"name":"Portal","redirect_uris":["https://p.example/cb"]})"},
      {"listClients", "/clients?search=Portal"},
      {"getClient", "/clients/" + client},
      {"replaceClient", "/clients/" + client,
       R"({"name":"Portal 2","redirect_uris":["https://p.example/cb"]})"},
      {"patchClient", "/clients/" + client, R"({"owner":"City"})"},
      {"setClientStatus", "/clients/" + client + "/status",
       R"({"status":"approved","reason":"checked"})"},
      {"rotateClientSecret", "/clients/" + client + "/secret", R"({"overlap":"day"})"},
      {"createInitialAccessToken", "/initial-access-tokens",
       R"({"name":"test","max_uses":5,"expires":")" +
           codec::render_rfc3339(SystemClock().now() + days{30}) +
           R"(","template":{"owner":"City","contacts":["a@city.example"],"scopes":["openid"]}})"},
      {"listInitialAccessTokens", "/initial-access-tokens"},
      {"revokeInitialAccessToken", "/initial-access-tokens/{token}"},
      {"putScimConnection", "/clients/" + client + "/scim",
       R"({"employer":"City","unit":")" + root + R"("})"},
      {"getScimConnection", "/clients/" + client + "/scim"},
      {"listScimConnections", "/scim-connections?page_size=2"},
      {"putScimGroups", "/clients/" + client + "/scim/groups", R"({"roles":["staff"]})"},
      {"createScimToken", "/clients/" + client + "/scim/tokens",
       R"({"expires":")" + codec::render_rfc3339(SystemClock().now() + days{30}) + R"("})"},
      {"listScimTokens", "/clients/" + client + "/scim/tokens"},
      {"revokeScimToken", "/clients/" + client + "/scim/tokens/{token}"},
      {"listScimRecords", "/clients/" + client + "/scim/users"},
      {"inviteScimRecord", "/clients/" + client + "/scim/users/{user}/invitation",
       R"({"ends":"2030-01-01"})"},
      {"linkScimRecord", "/clients/" + client + "/scim/users/{user}/person",
       R"({"person":")" + clerk + R"("})"},
      {"listAuditEvents", "/audit-events?type=role_grant"},
      {"listAccountCases", "/account-cases"},
      {"getAccountCase", "/account-cases/{case}"},
      {"noteAccountCase", "/account-cases/{case}/notes", R"({"note":"called back"})"},
      {"releaseAccountCase", "/account-cases/{case}/release", R"({"note":"it was the person"})"},
      {"vouchForRecovery", "/recoveries",
       R"({"login":"clerk@example.gov","document":"passport","reference":"T-22"})", true},
      {"rotateKeys", "/keys/rotate"},
      {"listKeys", "/keys"},
      {"withdrawKey", "/keys/{kid}/withdraw", R"({"reason":"it leaked"})"},
      {"planConfiguration", "/configuration/plan",
       R"({"manager":"city","documents":[{"kind":"role","key":"helper","fields":{"title":"Helper"}}]})"},
      {"applyConfigurationChange", "/configuration/changes",
       R"({"manager":"city","action":"create","kind":"role","key":"helper","version":0,
           "record_version":0,"fields":{"title":"Helper"}})"},
      {"listConfigurationObjects", "/configuration/objects?manager=city"},
  };
}

http::Method method_named(std::string_view name) {
  if (name == "get") return http::Method::get;
  if (name == "post") return http::Method::post;
  if (name == "put") return http::Method::put;
  if (name == "patch") return http::Method::patch;
  return http::Method::del;
}

struct Documented {
  http::Method method;
  std::string path;
  json::object operation;
};

std::map<std::string, Documented> documented(const json::object& document) {
  std::map<std::string, Documented> out;
  for (const auto& path : document.at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      const auto& object = operation.value().as_object();
      out[std::string(object.at("operationId").as_string())] = {method_named(operation.key()),
                                                                std::string(path.key()), object};
    }
  }
  return out;
}

// Those that the document says can be rehearsed, but for what stands in memory here.
bool is_rehearsable(const std::string& id, const json::object& operation) {
  static const std::set<std::string> kInMemory{
      "endSession",    "endSessions", "createInvitation", "revokeInvitation",   "createClient",
      "replaceClient", "patchClient", "setClientStatus",  "rotateClientSecret", "vouchForRecovery"};
  const auto* parameters = operation.if_contains("parameters");
  return parameters != nullptr && !kInMemory.contains(id) &&
         std::ranges::any_of(parameters->as_array(), [](const json::value& parameter) {
           return parameter.at("name") == "dry_run";
         });
}

TEST_F(AdminDocumentTest, EveryDocumentedOperationAnswersAsDocumented) {
  const auto doc = document();
  const auto operations = documented(doc);
  std::set<std::string> called;
  std::string grant_id, token_id, record_id;
  const Uuid client{{7, 1}};
  sql("insert into client (id, status, profile, name, home_uri, registration, created, updated, "
      "version) values ('" +
      to_string(client) + "', 'approved', 'baseline', 'HR', '', '{}', now(), now(), 1)");
  const auto context = fresh_context();
  const privacy::Consent given{.person = clerk_, .client = client, .scopes = {"openid"}};
  (void)run([&] { return consents_->grant(given, "hr.test", context); });
  const auto case_id = reported();
  grant(officer_, "registrar");
  for (auto example : examples(to_string(clerk_), to_string(session_))) {
    SCOPED_TRACE(example.operation);
    const auto& found = operations.at(example.operation);
    if (const auto hole = example.target.find("{grant}"); hole != std::string::npos) {
      example.target.replace(hole, 7, grant_id);
    }
    if (const auto hole = example.target.find("{token}"); hole != std::string::npos) {
      example.target.replace(hole, 7, token_id);
    }
    if (const auto hole = example.target.find("{case}"); hole != std::string::npos) {
      example.target.replace(hole, 6, case_id);
    }
    if (const auto hole = example.target.find("{user}"); hole != std::string::npos) {
      example.target.replace(hole, 6, record_id);
    }
    if (const auto hole = example.target.find("{kid}"); hole != std::string::npos) {
      const auto kid = sql("select kid from signing_key where alg = 'ES256'")[0].string(0);
      example.target.replace(hole, 5, kid);
    }
    const Call call{.method = found.method, .target = example.target, .body = example.body};
    if (is_rehearsable(example.operation, found.operation)) expect_rehearsal(call);
    const auto response = example.by_officer ? send_as(officer_, call) : send(call);
    const auto& responses = found.operation.at("responses").as_object();
    const auto* described = responses.if_contains(std::to_string(response.status));
    ASSERT_TRUE(described != nullptr && response.status < 300) << response.status << response.body;
    if (const auto* content = described->as_object().if_contains("content")) {
      const auto& schema = content->at("application/json").at("schema");
      EXPECT_EQ(test::check_schema(doc, schema, json::parse(response.body)), "");
    } else {
      EXPECT_EQ(response.body, "");
    }
    if (example.operation == "createRoleGrant")
      grant_id = std::string(parsed(response).at("id").as_string());
    if (example.operation == "putScimConnection") record_id = new_record(client);
    if (example.operation == "createInitialAccessToken" || example.operation == "createScimToken")
      token_id = std::string(parsed(response).at("id").as_string());
    called.insert(example.operation);
  }
  // approval_api_test.cpp: they need an approver with a passkey.
  called.insert({"getApproval", "decideApproval", "withdrawApproval", "executeApproval"});
  // StaffLookAtAPersonInACaseOnly and AHolderNamesADeputy: they need a person and a case.
  called.insert({"openWorkCase", "getWorkCase", "closeWorkCase", "delegateRole"});
  // oversight_test.cpp: an emergency is declared by a person with one proof more.
  called.insert({"getEmergency", "getCampaign", "listCampaignItems", "decideCampaignItems"});
  for (const auto& [id, operation] : operations)
    EXPECT_TRUE(called.contains(id)) << id << " is documented and not called";
}

TEST_F(AdminDocumentTest, EveryRouteIsDocumented) {
  std::set<std::pair<http::Method, std::string>> known;
  for (const auto& [id, operation] : documented(document()))
    known.insert({operation.method, "/api/admin/v1" + operation.path});
  for (const auto& route : router_.routes())
    EXPECT_TRUE(known.contains({route->method, route->path})) << route->path;
  EXPECT_EQ(known.size(), router_.routes().size());
}

TEST_F(AdminDocumentTest, NobodyGetsInWithoutPermission) {
  const auto operations = documented(document());
  for (const auto& example : examples(to_string(clerk_), to_string(session_))) {
    if (example.operation == "getDocument") continue;
    SCOPED_TRACE(example.operation);
    auto target = example.target;
    if (const auto hole = target.find("{grant}"); hole != std::string::npos)
      target.replace(hole, 7, to_string(clerk_));
    if (const auto hole = target.find("{token}"); hole != std::string::npos)
      target.replace(hole, 7, to_string(clerk_));
    if (const auto hole = target.find("{case}"); hole != std::string::npos)
      target.replace(hole, 6, to_string(clerk_));
    if (const auto hole = target.find("{user}"); hole != std::string::npos)
      target.replace(hole, 6, to_string(clerk_));
    Call call{
        .method = operations.at(example.operation).method, .target = target, .body = example.body};
    EXPECT_EQ(send_as(officer_, call).status, 403) << "civil servant without a role";
    EXPECT_EQ(send_as(citizen_, call).status, 403) << "citizen";
    call.peer = 12345;
    EXPECT_EQ(send(call).status, 403) << "another user of the machine";
    call.peer = 0;
    call.listener = "public";
    EXPECT_EQ(send(call).status, 401)
        << "a proxy that runs as root in front of a public unix socket";
    call.peer.reset();
    const auto nobody = send(call);
    EXPECT_EQ(nobody.status, 401);
    EXPECT_THAT(header(nobody, "WWW-Authenticate"), ::testing::StartsWith("Bearer"));
  }
  EXPECT_GT(events("access.denied"), 40);
}

}  // namespace
}  // namespace tessera::endpoints
