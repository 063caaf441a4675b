// The admin API on a real database: every documented operation is called on the running router, and what it
// answers fits the document; then what somebody tries who may not.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>
#include <tessera/audit/node_journal.hpp>
#include <tessera/people/make.hpp>

#include "endpoints/admin/routes.hpp"
#include "openapi.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/people_store.hpp"
#include "tests/integration/admin/fakes.hpp"
#include "tests/integration/admin/schema_check.hpp"
#include "tests/support/backends.hpp"

namespace tessera::endpoints {
namespace {

namespace json = boost::json;

class AdminApiTest : public test::Backends {
 protected:
  AdminApiTest() {
    clerk_ = make_person("clerk@example.gov", true);
    officer_ = make_person("officer@example.gov", true);
    citizen_ = make_person("citizen@example.org", false);
    sessions_.live[session_] = {.id = session_, .person = clerk_, .acr = Acr::aal2};
    add_admin_api_routes(router_, deps_);
  }

  Uuid make_person(const std::string& login, bool staff) {
    people::NewPerson wish{.citizen = !staff, .ial = Ial::ial2};
    if (staff) {
      wish.affiliation = people::Affiliation{.employer = "Ministry", .unit = access::kRootUnit, .post = "clerk",
                                             .starts = clock.now() - hours{1}};
    }
    wish.attributes = {{.name = "given_name", .value = "Ada", .source = "demo", .method = "document"}};
    wish.logins = {login};
    const auto context = fresh_context();
    const people::ActingAs by;
    const auto made = run([&] { return people_->create(wish, by, context); });
    EXPECT_TRUE(made) << made.error().id << made.error().detail;
    run([&] { return people_->change_state(made->id, people::PersonState::active, "test", by, context); });
    return made->id;
  }
  void grant(const Uuid& person, std::string role) {
    const auto context = fresh_context();
    const auto system = access::system_actor();
    const access::NewRoleGrant wish{.person = person, .role = role, .unit = access::kRootUnit, .reason = "test"};
    EXPECT_TRUE(run([&] { return grants_.create(system, wish, context); }));
  }
  RequestContext fresh_context() { return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()}; }

  struct Call {
    http::Method method = http::Method::get;
    std::string target;
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::optional<unsigned> peer = 0;
  };
  http::Response send(const Call& call) {
    http::Request request{.method = call.method, .body = call.body, .headers = call.headers, .peer_uid = call.peer,
                          .context = fresh_context()};
    const auto mark = call.target.find('?');
    request.path = "/api/admin/v1" + call.target.substr(0, mark);
    if (mark != std::string::npos) request.query = call.target.substr(mark + 1);
    if (!call.body.empty()) request.headers.emplace_back("content-type", "application/json");
    const auto match = router_.find(request.method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    return run([&] { return match.route->handler(request); });
  }
  // As a person with a token that has every scope.
  http::Response send_as(const Uuid& person, Call call) {
    call.peer.reset();
    call.headers.emplace_back("authorization", to_string(person));
    return send(call);
  }
  static json::object parsed(const http::Response& response) {
    return response.body.empty() ? json::object{} : json::parse(response.body).as_object();
  }
  static json::object document() {
    return json::parse(std::string(embedded::openapi().front().data)).as_object();
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
  std::int64_t events(const std::string& type) {
    return sql("select count(*) from journal_event where type = '" + type + "'")[0].integer(0);
  }
  // Stands for the token verifier of oauth: the "token" is the person's id.
  Task<Result<access::Actor>> actor_of_token(const http::Request& request) {
    const auto person = parse_uuid(*request.header("authorization"));
    if (!person) co_return fail(Errc::unauthenticated, "invalid_token");
    auto actor = co_await access_->load_actor(*person, clock.now());
    actor.acr = Acr::aal2;
    actor.by_token = true;
    actor.scopes = scopes_;
    co_return actor;
  }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::JournalReader reader_{pool()};
  store::postgres::ActorStore actors_{pool()};
  store::postgres::UnitStore unit_store_{pool(), journal_};
  store::postgres::RoleStore role_store_{pool(), journal_};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  store::postgres::PeopleStore people_store_{pool(), journal_};
  std::unique_ptr<access::AccessService> access_ = access::make_access_service(actors_, journal_);
  std::unique_ptr<people::PeopleService> people_ = people::make_people_service(people_store_, clock, random, keyring());
  std::unique_ptr<people::PersonDirectory> directory_ =
      people::make_person_directory(people_store_, people_store_, random, keyring());
  access::UnitService units_{unit_store_, *access_, random};
  access::RoleService roles_{role_store_, *access_};
  access::RoleGrantService grants_{grant_store_, *access_, random};
  test::MemorySessions sessions_;
  test::MemoryInvitations invitations_;
  test::MemoryClients clients_;
  ui::Renderer renderer_;
  Web web_{sessions_, renderer_, keyring(), clock, random, "https://localhost"};
  std::set<std::string> scopes_{"admin:people.read", "admin:people.write", "admin:units.read", "admin:units.write",
                                "admin:roles.read", "admin:roles.write", "admin:role-grants.read",
                                "admin:role-grants.write", "admin:clients.read", "admin:clients.write",
                                "admin:sessions.read", "admin:sessions.write", "admin:audit-events.read"};
  AdminDeps deps_{web_, *access_, actors_, units_, roles_, grants_, *people_, *directory_, sessions_, invitations_,
                  clients_, reader_, journal_,
                  [this](const http::Request& request) { return actor_of_token(request); }, {0}};
  http::Router router_;
  Uuid session_{{5, 5}};
  Uuid clerk_, officer_, citizen_;
};

// One good call per operation, in an order in which each finds what it needs.
struct Example {
  std::string operation;
  std::string target;
  std::string body = {};
};

std::vector<Example> examples(const std::string& clerk, const std::string& session) {
  const std::string root = to_string(access::kRootUnit);
  const std::string client = to_string(Uuid{{7, 1}});
  return {
      {"getDocument", "/openapi.json"},
      {"listPeople", "/people?page_size=2"},
      {"getPerson", "/people/" + clerk},
      {"revealAttributes", "/people/" + clerk + "/reveal",
       R"({"purpose":"support","reference":"T-17","attributes":["given_name"]})"},
      {"setPersonState", "/people/" + clerk + "/state", R"({"state":"suspended","reference":"T-18"})"},
      {"setPersonState", "/people/" + clerk + "/state", R"({"state":"active","reference":"T-19"})"},
      {"listSessions", "/people/" + clerk + "/sessions"},
      {"endSession", "/people/" + clerk + "/sessions/" + session},
      {"endSessions", "/people/" + clerk + "/sessions"},
      {"listInvitations", "/invitations"},
      {"createInvitation", "/invitations",
       R"({"employer":"Ministry","unit":")" + root + R"(","post":"clerk","contact_mail":"x@example.gov","ends":"2030-01-01"})"},
      {"revokeInvitation", "/invitations/" + clerk},
      {"listUnits", "/units"},
      {"getUnit", "/units/" + root},
      {"createUnit", "/units", R"({"parent":")" + root + R"(","name":"Tax"})"},
      {"renameUnit", "/units/" + root, R"({"name":"Republic"})"},
      {"listPermissions", "/permissions"},
      {"listRoles", "/roles"},
      {"createRole", "/roles", R"({"name":"reader","title":"Reader","permissions":["client.read"],"parents":["staff"]})"},
      {"getRole", "/roles/reader"},
      {"replaceRole", "/roles/reader", R"({"title":"Client reader","permissions":["client.read"]})"},
      {"deleteRole", "/roles/reader"},
      {"createRoleGrant", "/role-grants", R"({"person":")" + clerk + R"(","role":"registrar","reason":"new post"})"},
      {"listRoleGrants", "/role-grants?in_force=true"},
      {"getRoleGrant", "/role-grants/{grant}"},
      {"explain", "/explain?person=" + clerk + "&permission=application.decide"},
      {"revokeRoleGrant", "/role-grants/{grant}/revoke", R"({"reason":"post changed"})"},
      {"createClient", "/clients", R"({"name":"Portal","redirect_uris":["https://p.example/cb"]})"},
      {"listClients", "/clients?search=Portal"},
      {"getClient", "/clients/" + client},
      {"replaceClient", "/clients/" + client, R"({"name":"Portal 2","redirect_uris":["https://p.example/cb"]})"},
      {"setClientStatus", "/clients/" + client + "/status", R"({"status":"approved","reason":"checked"})"},
      {"rotateClientSecret", "/clients/" + client + "/secret", R"({"overlap":"day"})"},
      {"listAuditEvents", "/audit-events?type=role_grant"},
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
      out[std::string(object.at("operationId").as_string())] = {method_named(operation.key()), std::string(path.key()), object};
    }
  }
  return out;
}

TEST_F(AdminApiTest, EveryDocumentedOperationAnswersAsDocumented) {
  const auto doc = document();
  const auto operations = documented(doc);
  std::set<std::string> called;
  std::string grant_id;
  for (auto example : examples(to_string(clerk_), to_string(session_))) {
    SCOPED_TRACE(example.operation);
    const auto& found = operations.at(example.operation);
    if (const auto hole = example.target.find("{grant}"); hole != std::string::npos) {
      example.target.replace(hole, 7, grant_id);
    }
    const auto response = send({.method = found.method, .target = example.target, .body = example.body});
    const auto& responses = found.operation.at("responses").as_object();
    const auto* described = responses.if_contains(std::to_string(response.status));
    ASSERT_TRUE(described != nullptr && response.status < 300) << response.status << response.body;
    if (const auto* content = described->as_object().if_contains("content")) {
      const auto& schema = content->at("application/json").at("schema");
      EXPECT_EQ(test::check_schema(doc, schema, json::parse(response.body)), "");
    } else {
      EXPECT_EQ(response.body, "");
    }
    if (example.operation == "createRoleGrant") grant_id = std::string(parsed(response).at("id").as_string());
    called.insert(example.operation);
  }
  for (const auto& [id, operation] : operations) EXPECT_TRUE(called.contains(id)) << id << " is documented and not called";
}

TEST_F(AdminApiTest, EveryRouteIsDocumented) {
  std::set<std::pair<http::Method, std::string>> known;
  for (const auto& [id, operation] : documented(document())) known.insert({operation.method, "/api/admin/v1" + operation.path});
  for (const auto& route : router_.routes()) EXPECT_TRUE(known.contains({route->method, route->path})) << route->path;
  EXPECT_EQ(known.size(), router_.routes().size());
}

TEST_F(AdminApiTest, NobodyGetsInWithoutPermission) {
  const auto operations = documented(document());
  for (const auto& example : examples(to_string(clerk_), to_string(session_))) {
    if (example.operation == "getDocument") continue;
    SCOPED_TRACE(example.operation);
    auto target = example.target;
    if (const auto hole = target.find("{grant}"); hole != std::string::npos) target.replace(hole, 7, to_string(clerk_));
    Call call{.method = operations.at(example.operation).method, .target = target, .body = example.body};
    EXPECT_EQ(send_as(officer_, call).status, 403) << "civil servant without a role";
    EXPECT_EQ(send_as(citizen_, call).status, 403) << "citizen";
    call.peer = 12345;
    EXPECT_EQ(send(call).status, 403) << "another user of the machine";
    call.peer.reset();
    const auto nobody = send(call);
    EXPECT_EQ(nobody.status, 401);
    EXPECT_EQ(header(nobody, "WWW-Authenticate"), "Bearer");
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
    return R"({"person":")" + to_string(person) + R"(","role":")" + role + R"(","reason":"because"})";
  };
  const auto attempt = [&](const Uuid& person, const std::string& role) {
    const auto response = send_as(officer_, {.method = http::Method::post, .target = "/role-grants", .body = grant_body(person, role)});
    return std::to_string(response.status) + response.body;
  };
  EXPECT_THAT(attempt(officer_, "registrar"), ::testing::StartsWith("403")) << "to himself";
  EXPECT_THAT(attempt(clerk_, "role_admin"), ::testing::HasSubstr("role_grant.power"));
  EXPECT_THAT(attempt(citizen_, "registrar"), ::testing::HasSubstr("role_grant.not_staff"));
  EXPECT_THAT(attempt(clerk_, "registrar"), ::testing::StartsWith("201"));
  EXPECT_EQ(send_as(officer_, {.target = "/people/" + to_string(officer_)}).status, 403) << "own record";
}

TEST_F(AdminApiTest, ValuesAreMaskedAndARevealIsJournaledWithItsPurpose) {
  const auto masked = send({.target = "/people/" + to_string(clerk_)});
  EXPECT_EQ(masked.body.find("Ada"), std::string::npos);
  EXPECT_EQ(events("person.viewed"), 1);
  const auto path = "/people/" + to_string(clerk_) + "/reveal";
  const auto without = send({.method = http::Method::post, .target = path,
                             .body = R"({"purpose":"curiosity","reference":"x","attributes":["given_name"]})"});
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(events("person.read"), 0);
  const auto shown = send({.method = http::Method::post, .target = path,
                           .body = R"({"purpose":"support","reference":"T-1","attributes":["given_name"]})"});
  EXPECT_NE(shown.body.find("Ada"), std::string::npos);
  const auto row = sql("select body, subject from journal_event where type = 'person.read'");
  EXPECT_EQ(row[0].uuid(1), clerk_);
  EXPECT_NE(row[0].string(0).find(R"("purpose":"support")"), std::string::npos);
  EXPECT_NE(row[0].string(0).find("given_name"), std::string::npos);
  EXPECT_EQ(row[0].string(0).find("Ada"), std::string::npos);
}

TEST_F(AdminApiTest, ALoginFindsItsPersonAndNobodyElse) {
  const auto found = parsed(send({.target = "/people?login=clerk%40example.gov"}));
  ASSERT_EQ(found.at("items").as_array().size(), 1U);
  EXPECT_EQ(std::string(found.at("items").at(0).at("id").as_string()), to_string(clerk_));
  EXPECT_TRUE(parsed(send({.target = "/people?login=clerk"})).at("items").as_array().empty());
}

TEST_F(AdminApiTest, PagesFollowEachOther) {
  const auto first = send({.target = "/people?page_size=2"});
  const auto token = std::string(parsed(first).at("next_page_token").as_string());
  EXPECT_EQ(header(first, "Link"), "</api/admin/v1/people?page_size=2&page_token=" + token + ">; rel=\"next\"");
  const auto second = parsed(send({.target = "/people?page_size=2&page_token=" + token}));
  EXPECT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_FALSE(second.contains("next_page_token"));
}

TEST_F(AdminApiTest, AChangeMeanwhileIsRefused) {
  const auto path = "/units/" + to_string(access::kRootUnit);
  const auto tag = header(send({.target = path}), "ETag");
  const auto rename = [&](const std::string& tag_to_send) {
    return send({.method = http::Method::patch, .target = path, .body = R"({"name":"New"})",
                 .headers = {{"if-match", tag_to_send}}}).status;
  };
  EXPECT_EQ(rename(tag), 200);
  EXPECT_EQ(rename(tag), 412);
  EXPECT_EQ(rename("nonsense"), 412);
  EXPECT_EQ(rename("*"), 200);
}

TEST_F(AdminApiTest, WrongInputIsNamed) {
  const auto wrong = send({.method = http::Method::post, .target = "/role-grants",
                           .body = R"({"person":"x","role":7,"reason":"because","colour":"red"})"});
  EXPECT_EQ(wrong.status, 400);
  for (const auto* pointer : {"/person", "/role", "/colour"}) EXPECT_NE(wrong.body.find(pointer), std::string::npos) << pointer;
  EXPECT_EQ(send({.target = "/people?page_size=0"}).status, 400);
  EXPECT_EQ(send({.target = "/people?colour=red"}).status, 400);
  EXPECT_EQ(send({.target = "/people/nobody"}).status, 404);
  EXPECT_EQ(send({.method = http::Method::post, .target = "/units", .body = "[]"}).status, 400);
}

}  // namespace
}  // namespace tessera::endpoints
