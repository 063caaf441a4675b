// The certification scenario of the AuthZEN Authorization API 1.0, as far as it speaks of a
// decision point that decides by roles: Basic Core, Batch Core and Discovery. Alice and Bob are two
// of the demo staff; what they may do to records is what roles of this server give them.
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/conformance/suite.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

struct Fixture {
  TestClient client;
  std::string alice, bob, token;
};

// Once for all modules.
const Fixture& fixture() {
  static const Fixture made = [] {
    auto& provider = Provider::instance();
    auto registration = registration_for({.name = "authzen"});
    registration["subject_type"] = "public";  // of staff: ids as the fixture names them
    registration["grant_types"] = json::array{"authorization_code", "client_credentials"};
    registration["scopes"] = json::array{"openid", "authzen:evaluate"};
    registration["permission_namespace"] = "records";
    registration["resource_types"] = json::array{
        json::object{{"type", "record"}, {"actions", "read write delete"}, {"sign_in", "assured"}}};
    Fixture out{.client = provider.add_client(registration)};
    const auto role = [&](const std::string& name, const std::string& permissions,
                          const std::string& login) {
      (void)provider.administer(
          {"role", "create", "name=" + name, "title=" + name, "permissions=" + permissions});
      const auto& person = provider.demo().person(login);
      (void)provider.administer(
          {"role-grant", "create", "person=" + person.id, "role=" + name, "reason=conformance"});
      return person.id;
    };
    out.alice = role("record_editor", "records:record.read,records:record.write", "rita");
    out.bob = role("record_reader", "records:record.read", "petra");
    const auto answer = provider.browser()->post(
        "/oauth2/token", {{"grant_type", "client_credentials"}, {"scope", "authzen:evaluate"}},
        out.client.id + ":" + out.client.secret);
    out.token = std::string(json::parse(answer.body).at("access_token").as_string());
    return out;
  }();
  return made;
}

class Authzen : public ::testing::Test {
 protected:
  Answer ask(const std::string& path, const std::string& body, Fields headers = {}) {
    if (std::ranges::find(headers, "Content-Type", &Fields::value_type::first) == headers.end())
      headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Authorization", "Bearer " + fixture().token);
    return browser->send("/access/v1/" + path,
                         {.method = "POST", .headers = headers, .body = body});
  }
  Answer ask(const std::string& path, const json::object& request) {
    return ask(path, json::serialize(request));
  }
  static json::object decision_of(const Answer& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.header("content-type"), HasSubstr("application/json"));
    return answer.status == 200 ? json::parse(answer.body).as_object() : json::object{};
  }
  bool decided(const json::object& request) {
    const auto answer = decision_of(ask("evaluation", request));
    return answer.contains("decision") && answer.at("decision").as_bool();
  }
  static std::vector<bool> decisions_of(const Answer& answer) {
    std::vector<bool> out;
    for (const auto& one : decision_of(answer).at("evaluations").as_array())
      out.push_back(one.at("decision").as_bool());
    return out;
  }
  json::object subject(const std::string& id) const { return {{"type", "user"}, {"id", id}}; }
  json::object record(const std::string& id) const { return {{"type", "record"}, {"id", id}}; }
  json::object asked(const std::string& who, const std::string& action) const {
    return {{"subject", subject(who)},
            {"action", {{"name", action}}},
            {"resource", record("record-1")}};
  }
  std::string alice = fixture().alice, bob = fixture().bob;
  Provider& provider = Provider::instance();
  std::unique_ptr<Browser> browser = provider.browser();
};
using Decisions = std::vector<bool>;

// Fixture rules 1 to 4.
TEST_F(Authzen, basic_core_decisions) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(decided(asked(alice, "read"))) << "the same each time";
  EXPECT_TRUE(decided(asked(alice, "write")));
  EXPECT_TRUE(decided(asked(bob, "read")));
  EXPECT_FALSE(decided(asked(bob, "write")));
}

TEST_F(Authzen, basic_core_optional_and_unknown_members) {
  auto request = asked(alice, "read");
  request["context"] = {{"time", "2025-06-27T18:03-07:00"}, {"ip", "192.168.1.1"}};
  request["foo"] = "bar";
  request["futureField"] = {{"nested", true}};
  request["subject"].as_object()["properties"] = {{"department", "Sales"}, {"role", "manager"}};
  request["action"].as_object()["properties"] = {{"method", "GET"}};
  request["resource"].as_object()["properties"] = {{"status", "active"}, {"owner", "bob"}};
  EXPECT_TRUE(decided(request));
}

TEST_F(Authzen, basic_core_errors) {
  const auto status = [&](const json::object& request) {
    return ask("evaluation", request).status;
  };
  for (const auto* member : {"subject", "action", "resource"}) {
    auto request = asked(alice, "read");
    request.erase(member);
    EXPECT_EQ(status(request), 400) << member;
    request[member] = "alice";
    EXPECT_EQ(status(request), 400) << member;
  }
  for (const auto& [entity, key] : {std::pair{"subject", "type"},
                                    {"subject", "id"},
                                    {"action", "name"},
                                    {"resource", "type"},
                                    {"resource", "id"}}) {
    auto request = asked(alice, "read");
    request[entity].as_object()[key] = 123;
    EXPECT_EQ(status(request), 400) << entity << key;
    request[entity].as_object().erase(key);
    EXPECT_EQ(status(request), 400) << entity << key;
  }
  const auto good = json::serialize(asked(alice, "read"));
  EXPECT_EQ(ask("evaluation", good, {{"Content-Type", "text/plain"}}).status, 400);
  EXPECT_EQ(ask("evaluation", std::string("{\"subject\":")).status, 400);
  EXPECT_EQ(ask("evaluation", std::string()).status, 400);
}

// AuthZEN 10.1.3.
TEST_F(Authzen, basic_core_request_identification) {
  const auto body = json::serialize(asked(alice, "read"));
  EXPECT_EQ(ask("evaluation", body, {{"X-Request-ID", "bfe9eb29 any text"}}).header("x-request-id"),
            "bfe9eb29 any text");
  EXPECT_EQ(ask("evaluation", std::string("x"), {{"X-Request-ID", "z1"}}).header("x-request-id"),
            "z1");
  EXPECT_EQ(ask("evaluation", body).status, 200);
}

// AuthZEN 11.3.
TEST_F(Authzen, sender_authentication) {
  const auto answer =
      browser->send("/access/v1/evaluation", {.method = "POST",
                                              .headers = {{"Content-Type", "application/json"}},
                                              .body = json::serialize(asked(alice, "read"))});
  EXPECT_EQ(answer.status, 401);
  EXPECT_THAT(answer.header("www-authenticate"), HasSubstr("Bearer"));
}

TEST_F(Authzen, batch_core_decisions) {
  const json::object records{
      {"subject", subject(alice)},
      {"action", {{"name", "read"}}},
      {"context", {{"time", "2025-06-27T18:03-07:00"}}},
      {"evaluations", json::array{json::object{{"resource", record("record-1")}},
                                  json::object{{"resource", record("record-2")},
                                               {"context", {{"source", "batch-override"}}}}}}};
  EXPECT_EQ(decisions_of(ask("evaluations", records)), (Decisions{true, true}));
  const json::object actions{
      {"subject", subject(bob)},
      {"resource", record("record-1")},
      {"evaluations", json::array{json::object{{"action", {{"name", "read"}}}},
                                  json::object{{"action", {{"name", "write"}}}}}}};
  EXPECT_EQ(decisions_of(ask("evaluations", actions)), (Decisions{true, false}));
  const json::object whole{{"evaluations", json::array{asked(alice, "read"), asked(bob, "write")}}};
  EXPECT_EQ(decisions_of(ask("evaluations", whole)), (Decisions{true, false}));
}

TEST_F(Authzen, batch_core_semantics) {
  json::object request{
      {"evaluations", json::array{asked(alice, "read"), asked(bob, "write"), asked(bob, "read")}}};
  const auto with = [&](const char* semantic) {
    request["options"] = {{"evaluations_semantic", semantic}};
    return decisions_of(ask("evaluations", request));
  };
  EXPECT_EQ(with("execute_all"), (Decisions{true, false, true}));
  EXPECT_EQ(with("deny_on_first_deny"), (Decisions{true, false}));
  EXPECT_EQ(with("permit_on_first_permit"), (Decisions{true}));
  request["options"] = {{"evaluations_semantic", "perhaps"}};
  EXPECT_EQ(ask("evaluations", request).status, 400);
}

TEST_F(Authzen, batch_core_errors_and_single_requests) {
  const json::object request{
      {"subject", subject(alice)},
      {"action", {{"name", "read"}}},
      {"evaluations", json::array{json::object{{"resource", record("record-1")}}, json::object{}}}};
  EXPECT_EQ(decisions_of(ask("evaluations", request)), (Decisions{true, false}));
  auto single = asked(alice, "read");
  EXPECT_TRUE(decision_of(ask("evaluations", single)).at("decision").as_bool());
  single["evaluations"] = json::array();
  EXPECT_TRUE(decision_of(ask("evaluations", single)).at("decision").as_bool());
  EXPECT_EQ(ask("evaluations", std::string("{")).status, 400);
}

// AuthZEN 9.2.2, 9.2.3.
TEST_F(Authzen, discovery) {
  const auto answer = browser->get("/.well-known/authzen-configuration");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  const auto document = json::parse(answer.body).as_object();
  EXPECT_EQ(document.at("policy_decision_point").as_string(), provider.issuer());
  for (const auto* name : {"access_evaluation_endpoint", "access_evaluations_endpoint"}) {
    const auto url = std::string(document.at(name).as_string());
    EXPECT_TRUE(url.starts_with("https://")) << url;
    EXPECT_TRUE(url.starts_with(provider.issuer())) << url;
  }
  EXPECT_FALSE(document.contains("search_subject_endpoint")) << "staff are not listed";
}

// AuthZEN 8.6.
TEST_F(Authzen, action_search) {
  const auto found = [&](const std::string& who) {
    std::vector<std::string> out;
    const auto answer =
        decision_of(ask("search/action",
                        json::object{{"subject", subject(who)}, {"resource", record("record-1")}}));
    for (const auto& one : answer.at("results").as_array())
      out.emplace_back(one.at("name").as_string());
    return out;
  };
  EXPECT_EQ(found(alice), (std::vector<std::string>{"read", "write"}));
  EXPECT_EQ(found(bob), std::vector<std::string>{"read"});
  EXPECT_TRUE(found("nonexistent-user").empty());
  EXPECT_EQ(ask("search/action", json::object{{"subject", subject(alice)}}).status, 400);
}

}  // namespace
}  // namespace tessera::conformance
