// SCIM over real stores, with the real sign-in and the real tokens behind it.
#pragma once

#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>

#include "endpoints/scim/routes.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/scim_group_store.hpp"
#include "store/postgres/scim_store.hpp"
#include "tests/integration/oauth/stack.hpp"

namespace tessera::endpoints {

namespace json = boost::json;

class ScimTest : public oauth::Stack {
 protected:
  ScimTest() {
    city_ = add_unit("City", access::kRootUnit);
    tax_ = add_unit("Tax office", city_);
    port_ = add_unit("Port", access::kRootUnit);
    hr_ = connect(city_, "City of Northport");
    add_scim_routes(router_, deps_);
  }

  Uuid add_unit(const std::string& name, const Uuid& parent) {
    const auto now = context();
    const auto made = run([&] { return units_.create(system_, parent, name, now); });
    EXPECT_TRUE(made);
    return made->id;
  }
  // A client with a connection to this unit; its token is its id.
  Uuid connect(const Uuid& unit, const std::string& employer) {
    auto r = registration();
    r.application_type = oauth::ApplicationType::machine;
    r.grant_types = {"client_credentials"};
    r.scopes = {"scim:users.read", "scim:users.write", "scim:groups.read", "scim:groups.write"};
    r.claims = {};
    r.redirect_uris = {};
    r.post_logout_redirect_uris = {};
    r.audiences = {"https://login.test/scim/v2"};
    const auto client = add_client(r);
    secrets_[client.uuid] = client;
    const auto now = context();
    const people::ActingAs by;
    const scim::Connection wish{.client = client.uuid, .unit = unit, .employer = employer};
    const auto made = run([&] { return connections_.put(wish, std::nullopt, by, now); });
    EXPECT_TRUE(made);
    return client.uuid;
  }

  struct Call {
    http::Method method = http::Method::get;
    std::string target;  // below /scim/v2
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::optional<Uuid> client = {};  // hr_ if absent
  };
  http::Response send(const Call& call, std::size_t thread = 0) {
    http::Request request{
        .method = call.method, .body = call.body, .headers = call.headers, .context = context()};
    request.headers.emplace_back("authorization", to_string(call.client.value_or(hr_)));
    const auto mark = call.target.find('?');
    request.path = "/scim/v2" + call.target.substr(0, mark);
    if (mark != std::string::npos) request.query = call.target.substr(mark + 1);
    if (!call.body.empty() && request.header("content-type") == nullptr)
      request.headers.emplace_back("content-type", "application/scim+json");
    const auto match = router_.find(request.method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    return run([&] { return match.route->handler(request); }, thread);
  }
  http::Response get(const std::string& target) { return send({.target = target}); }
  http::Response post(const std::string& target, const std::string& body) {
    return send({.method = http::Method::post, .target = target, .body = body});
  }
  http::Response put(const std::string& target, const std::string& body) {
    return send({.method = http::Method::put, .target = target, .body = body});
  }
  http::Response patch(const std::string& target, const std::string& operations,
                       std::size_t thread = 0) {
    return send({.method = http::Method::patch,
                 .target = target,
                 .body = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                         R"("Operations":)" +
                         operations + "}"},
                thread);
  }
  static json::object parsed(const http::Response& response) {
    return response.body.empty() ? json::object{} : json::parse(response.body).as_object();
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
  static std::string type_of(const http::Response& response) {
    return codec::text_of(parsed(response), "scimType");
  }
  // The id of a new user.
  std::string add_user(const std::string& name, const std::string& more = "") {
    const auto made = post("/Users", R"({"userName":")" + name + "\"" + more + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return codec::text_of(parsed(made), "id");
  }
  std::string text_at(const std::string& target, std::string_view pointer) {
    const auto body = parsed(get(target));
    boost::system::error_code error;
    const json::value all = body;
    const auto* found = all.find_pointer(pointer, error);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
  }

  // Somebody in service in this unit, proofed, with a password and codes.
  Somebody make_clerk(const std::string& login, const Uuid& unit, bool citizen = false) {
    auto who = make_person(login);
    const auto now = context();
    const people::ActingAs system;
    const people::Affiliation post{.employer = "City of Northport",
                                   .unit = unit,
                                   .post = "clerk",
                                   .starts = clock.now() - hours{1},
                                   .ends = clock.now() + days{300}};
    EXPECT_TRUE(run([&] { return people_->set_affiliation(who.id, post, system, now); }));
    sql("update person set ial = 2, citizen = " + std::string(citizen ? "true" : "false") +
        " where id = '" + to_string(who.id) + "'");
    return who;
  }
  bool link(const std::string& user, const Uuid& person) {
    const auto now = context();
    const people::ActingAs by;
    const auto connection = run([&] { return connections_.get(hr_); });
    const auto id = *parse_uuid(user);
    return run([&] { return users_.link(*connection, id, person, by, now); }).has_value();
  }
  bool invite(const std::string& user, const Uuid& invitation) {
    const auto connection = run([&] { return connections_.get(hr_); });
    const auto id = *parse_uuid(user);
    return run([&] { return users_.set_invitation(*connection, id, invitation); });
  }
  // How many members got their roles now.
  int grant_due() {
    const auto now = context();
    const std::optional<Uuid> every;
    return run([&] { return groups_.grant_due(every, now); });
  }
  void open_roles(const std::vector<std::string>& roles) {
    const auto now = context();
    const people::ActingAs by;
    const auto connection = run([&] { return connections_.get(hr_); });
    EXPECT_TRUE(run([&] { return groups_.open_roles(*connection, roles, by, now); }));
  }
  std::string group_id(const std::string& role) {
    const auto list = parsed(get("/Groups?filter=displayName%20eq%20%22" + role + "%22"));
    EXPECT_EQ(list.at("totalResults"), 1);
    return codec::text_of(list.at("Resources").at(0).as_object(), "id");
  }
  std::int64_t grants_of(const Uuid& person) {
    return count("select count(*) from role_grant where revoked is null and person = '" +
                 to_string(person) + "'");
  }
  std::optional<people::Person> person(const Uuid& id) {
    return run([&] { return people_->load(id); });
  }
  // Stands for the wiring: the "token" is the client's id.
  Task<Result<scim::Caller>> caller_of(const http::Request& request) {
    const auto client = parse_uuid(*request.header("authorization"));
    if (!client) co_return fail(Errc::unauthenticated, "invalid_token");
    auto connection = co_await connections_.find(*client);
    if (!connection) co_return fail(Errc::forbidden, "", "no connection");
    co_return scim::Caller{.connection = std::move(*connection), .scopes = scopes_};
  }
  Task<> end_access(Uuid person) {
    if (late_) co_return;  // as if the node died after the commit
    const json::object payload{{"person", to_string(person)}};
    const auto text = json::serialize(payload);
    co_await authn_->ended_messages().on_affiliation_ended(as_bytes(text));
    co_await services_->logout().end_person(person, "affiliation_ended");
  }

  store::postgres::UnitStore unit_store_{pool(), journal_};
  store::postgres::RoleStore role_store_{pool(), journal_};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  store::postgres::ActorStore actor_store_{pool(), keyring()};
  std::unique_ptr<access::AccessService> access_ =
      access::make_access_service(actor_store_, journal_);
  access::UnitService units_{unit_store_, *access_, random};
  access::RoleService role_service_{role_store_, *access_};
  access::RoleGrantService role_grants_{grant_store_, *access_, random, keyring()};
  store::postgres::ScimConnectionStore connection_store_{pool(), journal_};
  store::postgres::ScimUserStore user_store_{pool(), journal_};
  store::postgres::ScimGroupStore group_store_{pool(), journal_};
  scim::ConnectionService connections_{connection_store_, random};
  scim::UserService users_{{.users = user_store_,
                            .people = *people_,
                            .journal = journal_,
                            .keys = keyring(),
                            .random = random,
                            .end_access = [this](Uuid id) { return end_access(id); },
                            .base = "https://login.test/scim/v2"}};
  scim::GroupService groups_{{.groups = group_store_,
                              .grants = grant_store_,
                              .journal = journal_,
                              .keys = keyring(),
                              .random = random,
                              .base = "https://login.test/scim/v2"}};
  ScimDeps deps_{.users = users_,
                 .groups = groups_,
                 .throttle = throttle_,
                 .caller = [this](const http::Request& request) { return caller_of(request); },
                 .public_url = "https://login.test",
                 .requests_per_minute = 100'000};
  http::Router router_;
  std::set<std::string, std::less<>> scopes_{"scim:users.read", "scim:users.write",
                                             "scim:groups.read", "scim:groups.write"};
  std::map<Uuid, Portal> secrets_;
  const access::Actor system_ = access::system_actor();
  bool late_ = false;
  Uuid city_, tax_, port_, hr_;
};

}  // namespace tessera::endpoints
