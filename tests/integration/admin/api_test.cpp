// The admin API on a real database: every documented operation is called on the running router, and
// what it answers fits the document; then what somebody tries who may not.
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

class AdminApiTest : public AdminTest {
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
TEST_F(AdminApiTest, TheDocumentDescribesEveryMemberOfARegistration) {
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
      {"listPurposes", "/purposes"},
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

TEST_F(AdminApiTest, EveryDocumentedOperationAnswersAsDocumented) {
  const auto doc = document();
  const auto operations = documented(doc);
  std::set<std::string> called;
  std::string grant_id, token_id, record_id;
  const Uuid client{{7, 1}};
  sql("insert into client (id, status, profile, name, home_uri, registration, created, updated, "
      "version) values ('" +
      to_string(client) + "', 'approved', 'baseline', 'HR', '', '{}', now(), now(), 1)");
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

TEST_F(AdminApiTest, EveryRouteIsDocumented) {
  std::set<std::pair<http::Method, std::string>> known;
  for (const auto& [id, operation] : documented(document()))
    known.insert({operation.method, "/api/admin/v1" + operation.path});
  for (const auto& route : router_.routes())
    EXPECT_TRUE(known.contains({route->method, route->path})) << route->path;
  EXPECT_EQ(known.size(), router_.routes().size());
}

TEST_F(AdminApiTest, NobodyGetsInWithoutPermission) {
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

TEST_F(AdminApiTest, ATokenReachesNoFurtherThanItsScopes) {
  grant(officer_, "client_admin");
  EXPECT_EQ(send_as(officer_, {.target = "/clients"}).status, 200);
  scopes_ = {"admin:clients.write"};
  EXPECT_EQ(send_as(officer_, {.target = "/clients"}).status, 403);
  scopes_ = {"admin:people.read"};
  EXPECT_EQ(send_as(officer_, {.target = "/people"}).status, 403);
}

TEST_F(AdminApiTest, InsidersMeetTheRules) {
  grant(officer_, "role_admin");
  const auto grant_body = [](const Uuid& person, const std::string& role) {
    return R"({"person":")" + to_string(person) + R"(","role":")" + role +
           R"(","reason":"because"})";
  };
  const auto attempt = [&](const Uuid& person, const std::string& role) {
    const auto response = send_as(
        officer_,
        {.method = http::Method::post, .target = "/role-grants", .body = grant_body(person, role)});
    return std::to_string(response.status) + response.body;
  };
  EXPECT_THAT(attempt(officer_, "registrar"), ::testing::StartsWith("403")) << "to himself";
  EXPECT_THAT(attempt(clerk_, "role_admin"), ::testing::HasSubstr("role_grant.power"));
  EXPECT_THAT(attempt(citizen_, "registrar"), ::testing::HasSubstr("role_grant.not_staff"));
  EXPECT_THAT(attempt(clerk_, "registrar"), ::testing::StartsWith("201"));
  EXPECT_EQ(send_as(officer_, {.target = "/people/" + to_string(officer_)}).status, 403)
      << "own record";
}

TEST_F(AdminApiTest, ValuesAreMaskedAndARevealIsJournaledWithItsPurpose) {
  const auto masked = send({.target = "/people/" + to_string(clerk_)});
  EXPECT_EQ(masked.body.find("Ada"), std::string::npos);
  EXPECT_EQ(events("person.viewed"), 1);
  const auto path = "/people/" + to_string(clerk_) + "/reveal";
  const auto without =
      send({.method = http::Method::post,
            .target = path,
            .body = R"({"purpose":"","reference":"x","attributes":["given_name"]})"});
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(events("person.read"), 0);
  const auto shown =
      send({.method = http::Method::post,
            .target = path,
            .body = R"({"purpose":"support","reference":"T-1","attributes":["given_name"]})"});
  EXPECT_NE(shown.body.find("Ada"), std::string::npos);
  const auto row = sql("select body, subject from journal_event where type = 'person.read'");
  EXPECT_EQ(row[0].uuid(1), clerk_);
  EXPECT_NE(row[0].string(0).find(R"("purpose":"support")"), std::string::npos);
  EXPECT_NE(row[0].string(0).find("given_name"), std::string::npos);
  EXPECT_EQ(row[0].string(0).find("Ada"), std::string::npos);
}

// R32: a person with a role looks at somebody for a purpose and in a live case of his own.
TEST_F(AdminApiTest, StaffLookAtAPersonInACaseOnly) {
  grant(officer_, "person_admin");
  const auto path = "/people/" + to_string(citizen_);
  EXPECT_THAT(send_as(officer_, {.target = path}).body, ::testing::HasSubstr("access.denied"));
  EXPECT_EQ(send_as(officer_, {.method = http::Method::post,
                               .target = "/cases",
                               .body = R"({"purpose":"support","reference":"T-17","person":")" +
                                       to_string(citizen_) + R"(","assignee":")" +
                                       to_string(officer_) + R"(","reason":"for myself"})"})
                .status,
            403);
  const auto opened = parsed(send(
      {.method = http::Method::post,
       .target = "/cases",
       .body = R"({"purpose":"support","reference":"T-17","person":")" + to_string(citizen_) +
               R"(","assignee":")" + to_string(officer_) + R"(","reason":"asked for help"})"}));
  const std::string id(opened.at("id").as_string());
  const auto in_case = path + "?purpose=support&case=" + id;
  EXPECT_EQ(send_as(officer_, {.target = in_case}).status, 200);
  EXPECT_EQ(send_as(officer_, {.target = path + "?purpose=correction&case=" + id}).status, 403);
  EXPECT_EQ(
      send_as(officer_, {.target = "/people/" + to_string(clerk_) + "?purpose=support&case=" + id})
          .status,
      403)
      << "the case of another person";
  EXPECT_EQ(send_as(officer_, {.target = "/cases/" + id}).status, 200);
  EXPECT_EQ(send_as(clerk_, {.target = "/cases/" + id}).status, 403) << "no role";
  EXPECT_EQ(
      send_as(clerk_,
              {.method = http::Method::post, .target = "/cases/" + id + "/close", .body = "{}"})
          .status,
      403);
  grant(clerk_, "person_admin");
  EXPECT_EQ(send_as(clerk_, {.target = in_case}).status, 403) << "somebody else's case";
  const Call reveal{.method = http::Method::post,
                    .target = path + "/reveal",
                    .body = R"({"purpose":"support","reference":"T-17","case":")" + id +
                            R"(","attributes":["given_name"]})"};
  EXPECT_THAT(send_as(officer_, reveal).body, ::testing::HasSubstr("Ada"));
  EXPECT_EQ(
      send_as(officer_,
              {.method = http::Method::post, .target = "/cases/" + id + "/close", .body = "{}"})
          .status,
      200);
  EXPECT_EQ(send_as(officer_, reveal).status, 403) << "closed";
}

TEST_F(AdminApiTest, AHolderNamesADeputy) {
  const auto made = send(
      {.method = http::Method::post,
       .target = "/roles",
       .body = R"({"name":"desk","title":"Desk","permissions":["client.read"],"delegable":true,)"
               R"("longest_days":30,"prerequisites":["aal:aal2"]})"});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(parsed(made).at("longest_days").as_int64(), 30);
  grant(officer_, "desk");
  const auto id = sql("select id from role_grant where role = 'desk'")[0].string(0);
  const auto name = [&](const Uuid& by, const std::string& more) {
    return send_as(by, {.method = http::Method::post,
                        .target = "/role-grants/" + id + "/delegations",
                        .body = R"({"deputy":")" + to_string(clerk_) + R"(","reason":"on leave")" +
                                more + "}"});
  };
  EXPECT_EQ(name(clerk_, "").status, 403) << "not his";
  EXPECT_EQ(name(officer_, R"(,"role":"role_admin")").status, 400) << "mass assignment";
  EXPECT_EQ(name(officer_, R"(,"ends":"2039-01-01")").status, 400) << "longer than his own";
  const auto scopes = std::exchange(scopes_, {"admin:role-grants.read"});
  EXPECT_EQ(name(officer_, "").status, 403) << "the token may not";
  scopes_ = scopes;
  EXPECT_EQ(send_as(clerk_, {.target = "/clients"}).status, 403);
  const auto done = name(officer_, "");
  EXPECT_EQ(done.status, 201) << done.body;
  EXPECT_EQ(parsed(done).at("delegated_from").as_string(), id);
  EXPECT_EQ(send_as(clerk_, {.target = "/clients"}).status, 200);
}

TEST_F(AdminApiTest, ALoginFindsItsPersonAndNobodyElse) {
  const auto find = [&](const std::string& login) {
    return parsed(send({.method = http::Method::post,
                        .target = "/people/find",
                        .body = R"({"login":")" + login + "\"}"}));
  };
  const auto found = find("clerk@example.gov");
  ASSERT_EQ(found.at("items").as_array().size(), 1U);
  EXPECT_EQ(std::string(found.at("items").at(0).at("id").as_string()), to_string(clerk_));
  EXPECT_TRUE(find("clerk").at("items").as_array().empty());
  EXPECT_EQ(send({.target = "/people?login=clerk%40example.gov"}).status, 400)
      << "an address is kept by proxies and browsers";
  EXPECT_EQ(events("person.searched"), 2);
}

TEST_F(AdminApiTest, PagesFollowEachOther) {
  const auto first = send({.target = "/people?page_size=2"});
  const auto token = std::string(parsed(first).at("next_page_token").as_string());
  EXPECT_EQ(header(first, "Link"),
            "</api/admin/v1/people?page_size=2&page_token=" + token + ">; rel=\"next\"");
  const auto second = parsed(send({.target = "/people?page_size=2&page_token=" + token}));
  EXPECT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_FALSE(second.contains("next_page_token"));
}

TEST_F(AdminApiTest, AChangeMeanwhileIsRefused) {
  const auto path = "/units/" + to_string(access::kRootUnit);
  const auto tag = header(send({.target = path}), "ETag");
  const auto rename = [&](const std::string& tag_to_send) {
    return send({.method = http::Method::patch,
                 .target = path,
                 .body = R"({"name":"New"})",
                 .headers = {{"if-match", tag_to_send}}})
        .status;
  };
  EXPECT_EQ(rename(tag), 200);
  EXPECT_EQ(rename(tag), 412);
  EXPECT_EQ(rename("nonsense"), 412);
  EXPECT_EQ(rename("*"), 200);
}

// RFC 6902, RFC 7396: what a patch leaves goes the way of a replacement.
TEST_F(AdminApiTest, APatchChangesWhatItNames) {
  const auto made = send({.method = http::Method::post,
                          .target = "/roles",
                          .body = R"({"name":"reader","title":"Reader",
                                      "permissions":["client.read"],"parents":["staff"]})"});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto patch = [&](const std::string& type, const std::string& body,
                         const std::string& match = "*") {
    return send({.method = http::Method::patch,
                 .target = "/roles/reader",
                 .body = body,
                 .headers = {{"content-type", type}, {"if-match", match}}});
  };
  const std::string steps = "application/json-patch+json", merge = "application/merge-patch+json";
  const auto added = patch(steps, R"([{"op":"test","path":"/title","value":"Reader"},
                       {"op":"add","path":"/permissions/-","value":"role.read"}])");
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(parsed(added).at("permissions").as_array().size(), 2U);
  EXPECT_EQ(parsed(added).at("parents").as_array().size(), 1U) << "what it does not name stays";
  const auto tag = header(added, "ETag");
  const auto merged = patch(merge, R"({"title":"Reads","parents":null})", tag);
  ASSERT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(parsed(merged).at("title"), "Reads");
  EXPECT_TRUE(parsed(merged).at("parents").as_array().empty());
  EXPECT_EQ(patch(merge, R"({"title":"Late"})", tag).status, 412);
  EXPECT_EQ(patch(steps, R"([{"op":"test","path":"/title","value":"Reader"}])").status, 409);
  EXPECT_EQ(patch(merge, R"({"builtin":true})").status, 400) << "mass assignment";
  EXPECT_EQ(patch(steps, R"([{"op":"replace","path":"/closure","value":[]}])").status, 400);
  EXPECT_EQ(patch("text/plain", "{}").status, 422);
  EXPECT_EQ(parsed(send({.target = "/roles/reader"})).at("title"), "Reads");
}

TEST_F(AdminApiTest, WrongInputIsNamed) {
  const auto wrong = send({.method = http::Method::post,
                           .target = "/role-grants",
                           .body = R"({"person":"x","role":7,"reason":"because","colour":"red"})"});
  EXPECT_EQ(wrong.status, 400);
  for (const auto* pointer : {"/person", "/role", "/colour"})
    EXPECT_NE(wrong.body.find(pointer), std::string::npos) << pointer;
  EXPECT_EQ(send({.target = "/people?page_size=0"}).status, 400);
  EXPECT_EQ(send({.target = "/people?colour=red"}).status, 400);
  EXPECT_EQ(send({.target = "/people/nobody"}).status, 404);
  EXPECT_EQ(send({.method = http::Method::post, .target = "/units", .body = "[]"}).status, 400);
}

}  // namespace
}  // namespace tessera::endpoints
