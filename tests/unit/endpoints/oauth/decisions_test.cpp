#include <algorithm>

#include "tests/unit/endpoints/oauth/fixture.hpp"

namespace tessera::endpoints {
namespace {

class DecisionEndpoints : public OauthEndpoints {
 protected:
  http::Response ask(const std::string& path, const std::string& body,
                     const std::string& token = "Bearer good",
                     const std::string& type = "application/json") {
    has_type = true;
    std::vector<std::pair<std::string, std::string>> headers{{"content-type", type}};
    if (!token.empty()) headers.emplace_back("authorization", token);
    return send(http::Method::post, path, {}, body, std::move(headers));
  }
};

constexpr auto kSingle = "/access/v1/evaluation";

TEST_F(DecisionEndpoints, EachAddressHasItsVerbAndJsonAnswers) {
  for (const auto& [path, verb] : {std::pair{kSingle, "evaluate"},
                                   {"/access/v1/evaluations", "evaluate_all"},
                                   {"/access/v1/search/action", "search_actions"}}) {
    const auto answer = ask(path, R"({"a":1})");
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(header(answer, "Content-Type"), "application/json");
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
    EXPECT_EQ(answer.body, R"({"decision":true})");
    EXPECT_EQ(decisions.verb, verb);
    EXPECT_EQ(decisions.asked, (boost::json::object{{"a", 1}}));
  }
}

// AuthZEN 11.3, RFC 9728 5.1.
TEST_F(DecisionEndpoints, WhoHasNoTokenIsToldWhereToGetOne) {
  const auto none = ask(kSingle, "{}", "");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(header(none, "WWW-Authenticate"),
            "Bearer realm=\"tessera\", resource_metadata=\"https://login.example/.well-known/"
            "oauth-protected-resource/access/v1\"");
  const auto bad = ask(kSingle, "{}", "Bearer bad");
  EXPECT_EQ(bad.status, 401);
  EXPECT_NE(header(bad, "WWW-Authenticate").find("invalid_token"), std::string::npos);
  decisions.refused_scope = true;
  EXPECT_EQ(ask(kSingle, "{}").status, 403);
  EXPECT_TRUE(decisions.verb.empty());
}

// AuthZEN 10.1 and 10.1.2: 400 with a message, before anything is asked, and not before it is known
// who asks.
TEST_F(DecisionEndpoints, WhatIsNoRequestIsRefusedWithAMessage) {
  for (const auto& [body, type] : {std::pair{"{}", "text/plain"},
                                   {"", "application/json"},
                                   {"{\"a\":", "application/json"},
                                   {"[]", "application/json"},
                                   {R"({"a":1,"a":2})", "application/json"}}) {
    const auto answer = ask(kSingle, body, "Bearer good", type);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(header(answer, "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_FALSE(answer.body.empty());
    EXPECT_EQ(ask(kSingle, body, "Bearer bad", type).status, 401);
  }
  EXPECT_TRUE(decisions.verb.empty());
}

TEST_F(DecisionEndpoints, TooManyQuestionsAreToldWhenToComeBack) {
  Error error{.code = Errc::rate_limited, .id = "rate_limited", .text = "too many evaluations"};
  error.retry_after_seconds = 10;
  decisions.answer = std::unexpected(error);
  const auto answer = ask(kSingle, "{}");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(header(answer, "Retry-After"), "10");
}

// AuthZEN 9.2.2.
TEST_F(DecisionEndpoints, TheMetadataNamesWhatIsServedAndNothingElse) {
  const auto answer = send(http::Method::get, "/.well-known/authzen-configuration");
  EXPECT_EQ(header(answer, "Content-Type"), "application/json");
  const auto document = codec::parse_json_object(*answer.shared_body);
  ASSERT_TRUE(document);
  const auto base = codec::text_of(*document, "policy_decision_point");
  EXPECT_EQ(base, web.public_url);
  for (const auto& [name, value] : *document) {
    if (name == "policy_decision_point") continue;
    const auto path = std::string(value.as_string()).substr(base.size());
    EXPECT_NE(router.find(http::Method::post, path).route, nullptr) << path;
  }
  EXPECT_FALSE(document->contains("search_subject_endpoint"));
  EXPECT_FALSE(document->contains("search_resource_endpoint"));
}

// AuthZEN 10.1.3.
TEST_F(DecisionEndpoints, TheCallerMayNameItsRequests) {
  for (const auto* path : {kSingle, "/access/v1/evaluations", "/access/v1/search/action"})
    EXPECT_TRUE(router.find(http::Method::post, path).route->options.echo_request_id);
  EXPECT_FALSE(router.find(http::Method::post, "/oauth2/token").route->options.echo_request_id);
}

}  // namespace
}  // namespace tessera::endpoints
