#include "oauth/grants/exchange_rules.hpp"

#include <gtest/gtest.h>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/protected_resource.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth::grants {
namespace {

const TimePoint kNow = from_unix(1'800'000'000);

// A portal whose token a service behind it exchanges for the register behind both.
struct ExchangeRules : testing::Test {
  ExchangeRules() {
    portal_.audiences = {"https://service.test/", "https://register.test/"};
    portal_.scopes = {"openid", "email", "permits.read", "permits.write"};
    portal_.may_act = {to_string(id_of(2))};
    service_.grant_types = {"urn:ietf:params:oauth:grant-type:token-exchange"};
    service_.scopes = {"permits.read", "permits.write"};
    service_.token_exchange_subject_clients = {to_string(id_of(1))};
    service_.token_exchange_audiences = {"https://register.test/"};
    token_ = {.client_id = to_string(id_of(1)),
              .subject = "pairwise",
              .scope = "openid email offline_access permits.read permits.write",
              .audience = {"https://service.test/", "https://register.test/", "https://login.test"},
              .grant = id_of(9),
              .claims = {"email"},
              .roles = {"registrar"}};
  }
  Result<ExchangePlan> decide(const std::string* scope = nullptr,
                              std::vector<std::string> targets = {}, bool own = false) {
    const auto subject = make_entry(approved(1, portal_), baseline());
    const auto requester = own ? subject : make_entry(approved(2, service_), baseline());
    return decide_exchange({.subject = token_,
                            .subject_client = subject,
                            .requester = requester,
                            .binding = binding_,
                            .actor = actor_ ? &*actor_ : nullptr,
                            .scope = scope,
                            .targets = std::move(targets)});
  }
  std::string error(const std::string* scope = nullptr, std::vector<std::string> targets = {},
                    bool own = false) {
    const auto plan = decide(scope, std::move(targets), own);
    return plan ? "" : plan.error().id;
  }
  ClientRegistration portal_ = portal();
  ClientRegistration service_ = portal();
  AccessToken token_;
  TokenBinding binding_;
  std::optional<AccessToken> actor_;
};

// RFC 9449 5, RFC 8705 3
TEST_F(ExchangeRules, WhatIsBoundToAKeyStaysBound) {
  for (const auto& bound : {TokenBinding{.jkt = "k1"}, TokenBinding{.x5t_s256 = "c1"}}) {
    token_.binding = bound;
    binding_ = {};
    EXPECT_EQ(error(), "invalid_request");
    EXPECT_EQ(error(nullptr, {}, true), "invalid_request");
    binding_ = {.jkt = "k2", .x5t_s256 = "c2"};
    EXPECT_EQ(error(), "") << "the key of the one who acts";
    EXPECT_EQ(error(nullptr, {}, true), "invalid_request") << "one's own token, another key";
    binding_ = bound;
    EXPECT_EQ(error(nullptr, {}, true), "");
  }
}

TEST_F(ExchangeRules, ADelegatedTokenIsForLessAndNamesWhoActs) {
  const auto plan = decide();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->scopes, (std::vector<std::string>{"permits.read", "permits.write"}));
  EXPECT_EQ(plan->audience, std::vector<std::string>{"https://register.test/"});
  EXPECT_TRUE(plan->claims.empty());
  EXPECT_TRUE(plan->roles.empty());
  const auto act = *codec::parse_json_object(plan->act);
  EXPECT_EQ(act.at("sub").as_string(), to_string(id_of(2)));
  EXPECT_FALSE(act.contains("act"));
}

// RFC 8693 2.1, RFC 8707 2
TEST_F(ExchangeRules, NothingIsWidened) {
  const std::string read = "permits.read", openid = "openid", other = "taxes.read";
  EXPECT_EQ(decide(&read)->scopes, std::vector<std::string>{"permits.read"});
  EXPECT_EQ(error(&other), "invalid_scope");
  EXPECT_EQ(error(&openid), "invalid_scope") << "what is of the person is not passed on";
  EXPECT_EQ(error(nullptr, {"https://register.test/"}), "");
  EXPECT_EQ(error(nullptr, {"https://service.test/"}), "invalid_target");
  EXPECT_EQ(error(nullptr, {"https://elsewhere.test/"}), "invalid_target");
  EXPECT_EQ(error(nullptr, {"https://register.test/", "https://elsewhere.test/"}),
            "invalid_target");
  token_.audience = {"https://service.test/"};
  EXPECT_EQ(error(), "invalid_target") << "registered, but the token is not for it";
  token_.scope = "permits.read";
  token_.audience = {"https://register.test/"};
  const std::string write = "permits.write";
  EXPECT_EQ(error(&write), "invalid_scope") << "registered, but the token has it not";
}

// RFC 8693 4.4
TEST_F(ExchangeRules, BothSidesHaveToAgree) {
  auto may_act = std::exchange(portal_.may_act, {});
  EXPECT_EQ(error(), "unauthorized_client");
  portal_.may_act = may_act;
  service_.token_exchange_subject_clients = {to_string(id_of(7))};
  EXPECT_EQ(error(), "unauthorized_client");
}

TEST_F(ExchangeRules, MachinesHaveNobodyToActFor) {
  token_.grant.reset();
  EXPECT_EQ(error(), "invalid_request");
}

TEST_F(ExchangeRules, OnesOwnTokenIsNarrowedWithoutAnActor) {
  const std::string scope = "openid permits.read";
  const auto plan = decide(&scope, {"https://login.test"}, true);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->act, "");
  EXPECT_EQ(plan->scopes, (std::vector<std::string>{"openid", "permits.read"}));
  EXPECT_TRUE(plan->claims.empty()) << "the scope email was left out";
  EXPECT_EQ(plan->roles.roles, token_.roles);
  EXPECT_EQ(decide(nullptr, {}, true)->claims, token_.claims);
  EXPECT_EQ(decide(nullptr, {}, true)->scopes.size(), 4u) << "offline_access never stays";
}

TEST_F(ExchangeRules, AnActorIsTheOneWhoAsks) {
  actor_ = AccessToken{.client_id = to_string(id_of(3)), .subject = "clerk"};
  EXPECT_EQ(error(), "invalid_request");
  actor_->client_id = to_string(id_of(2));
  const auto act = *codec::parse_json_object(decide()->act);
  EXPECT_EQ(act.at("sub"), "clerk");
  EXPECT_EQ(act.at("client_id").as_string(), to_string(id_of(2)));
}

// RFC 9449 5, RFC 8705 3: whoever copied it is not the actor.
TEST_F(ExchangeRules, ABoundActorTokenNeedsItsKey) {
  actor_ = AccessToken{.client_id = to_string(id_of(2)), .subject = "clerk"};
  for (const auto& bound : {TokenBinding{.jkt = "k1"}, TokenBinding{.x5t_s256 = "c1"}}) {
    actor_->binding = bound;
    binding_ = {};
    EXPECT_EQ(error(), "invalid_request");
    binding_ = {.jkt = "k2", .x5t_s256 = "c2"};
    EXPECT_EQ(error(), "invalid_request");
    binding_ = bound;
    EXPECT_EQ(error(), "");
  }
}

// RFC 8693 4.1
TEST_F(ExchangeRules, TheChainKeepsTheFormerActorsAndEnds) {
  token_.act = R"({"sub":"first"})";
  const auto act = *codec::parse_json_object(decide()->act);
  EXPECT_EQ(act.at("act").at("sub"), "first");
  EXPECT_EQ(count_actors(decide()->act), 2);
  token_.act = R"({"sub":"c","act":{"sub":"b","act":{"sub":"a"}}})";
  EXPECT_EQ(error(), "");
  token_.act = R"({"sub":"d","act":{"sub":"c","act":{"sub":"b","act":{"sub":"a"}}}})";
  EXPECT_EQ(error(), "invalid_request");
  EXPECT_EQ(error(nullptr, {}, true), "") << "narrowing adds nobody";
}

// RFC 9470 3, RFC 9728 3 and 5.1
TEST(ProtectedResource, SaysWhatSignInWouldSuffice) {
  const std::string issuer = "https://login.test";
  AccessToken token{.acr = Acr::aal2, .auth_time = kNow - hours{1}};
  EXPECT_TRUE(check_user_authentication(token, admin_resource(), kNow));
  token.auth_time = kNow - hours{13};
  EXPECT_EQ(check_user_authentication(token, admin_resource(), kNow).error().id,
            "insufficient_user_authentication");
  token = {.acr = Acr::aal1, .auth_time = kNow};
  const auto refused = check_user_authentication(token, admin_resource(), kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthenticated);
  const auto challenge = resource_challenge(refused.error(), issuer, admin_resource());
  EXPECT_NE(challenge.find("error=\"insufficient_user_authentication\""), std::string::npos);
  EXPECT_NE(challenge.find("acr_values=\"" + std::string(kAcrAal2) + "\""), std::string::npos);
  EXPECT_NE(challenge.find("max_age=\"43200\""), std::string::npos);
  const std::string where = issuer + "/.well-known/oauth-protected-resource/api/admin/v1";
  EXPECT_NE(challenge.find("resource_metadata=\"" + where + "\""), std::string::npos);
  const auto other = resource_challenge(Error{.id = "invalid_token"}, issuer, userinfo_resource());
  EXPECT_EQ(other.find("acr_values"), std::string::npos);
  const auto document =
      *codec::parse_json_object(resource_document(issuer, admin_resource(), true));
  EXPECT_EQ(document.at("resource").as_string(), issuer + "/api/admin/v1");
  EXPECT_EQ(document.at("authorization_servers").as_array().at(0).as_string(), issuer);
  EXPECT_EQ(document.at("tls_client_certificate_bound_access_tokens"), true);
}

}  // namespace
}  // namespace tessera::oauth::grants
