// Every step alone: what it takes, what it refuses and in which words.
#include "oauth/steps/step.hpp"

#include <gtest/gtest.h>

#include "oauth/tokens/token_issuer.hpp"
#include "tests/unit/oauth/steps_fixture.hpp"

namespace tessera::oauth::steps {
namespace {

TEST_F(Steps, ClientMustBeOneAndApproved) {
  const auto unknown = [&](const Fields& fields) {
    auto clients = snapshot_of({approved(1)});
    const auto form = codec::Form::parse(codec::encode_form(fields));
    Draft draft;
    const auto verdict = check_client({*form, clients, signing.signer, kIssuer, now}, draft);
    return verdict ? verdict->page : "";
  };
  EXPECT_EQ(unknown({}), "oauth.client_missing");
  EXPECT_EQ(unknown({{"client_id", "x"}}), "oauth.client_unknown");
  EXPECT_EQ(unknown({{"client_id", "a"}, {"client_id", "b"}}), "oauth.client_missing");
  EXPECT_EQ(unknown({{"client_id", to_string(id_of(1))}}), "");
  // RFC 9126 2.1: authenticated already; it may say who it is, not that it is somebody else.
  EXPECT_EQ(run(check_client, {}).error, "");
  EXPECT_EQ(run(check_client, {{"client_id", to_string(id_of(1))}}).error, "");
  EXPECT_EQ(run(check_client, {{"client_id", to_string(id_of(2))}}).error, "oauth.client_missing");
  auto expired = portal();
  expired.expires = now;
  EXPECT_EQ(run(check_client, {{"client_id", to_string(id_of(1))}}, expired).error,
            "oauth.client_inactive");
}

TEST_F(Steps, RedirectUriIsExact) {
  EXPECT_EQ(run(check_redirect_uri, {}).error, "oauth.redirect_uri_missing");
  EXPECT_EQ(run(check_redirect_uri, {{"redirect_uri", "https://portal.test/cb"}}).error, "");
  EXPECT_EQ(run(check_redirect_uri, {{"redirect_uri", "https://portal.test/cb/"}}).error,
            "oauth.redirect_uri_unknown");
}

TEST_F(Steps, StateIsTakenByteForByte) {
  const auto out = run(take_state, {{"state", " +%=&\xc3\xa9"}});
  EXPECT_EQ(out.draft.request.state, " +%=&\xc3\xa9");
  EXPECT_FALSE(run(take_state, {}).draft.request.state);
  EXPECT_EQ(run(take_state, {{"state", ""}}).draft.request.state, "");
  EXPECT_EQ(run(take_state, {{"state", std::string(2048, 's')}}).error, "");
  EXPECT_EQ(run(take_state, {{"state", std::string(2049, 's')}}).error, "oauth.state_too_long");
}

TEST_F(Steps, NoParameterTwice) {
  EXPECT_EQ(run(check_duplicates, {{"a", "1"}, {"b", "1"}}).error, "");
  EXPECT_EQ(run(check_duplicates, {{"a", "1"}, {"a", "1"}}).error, "invalid_request");
  EXPECT_EQ(run(check_duplicates, {{"resource", "1"}, {"resource", "2"}}).error, "") << "RFC 8707";
}

TEST_F(Steps, GrantMustBeRegistered) {
  EXPECT_EQ(run(check_grant, {}).error, "");
  auto machine = portal();
  machine.grant_types = {"client_credentials"};
  EXPECT_EQ(run(check_grant, {}, machine).error, "unauthorized_client");
  type = {.code = true, .id_token = true};
  EXPECT_EQ(run(check_grant, {}).error, "unauthorized_client");
  auto hybrid = portal();
  hybrid.grant_types = {"authorization_code", "implicit"};
  EXPECT_EQ(run(check_grant, {}, hybrid).error, "");
}

TEST_F(Steps, ScopesAreRegisteredOnes) {
  EXPECT_EQ(run(check_scope, {}).error, "invalid_scope");
  EXPECT_EQ(run(check_scope, {{"scope", " "}}).error, "invalid_scope");
  EXPECT_EQ(run(check_scope, {{"scope", "profile"}}).error, "") << "plain OAuth 2.0";
  EXPECT_EQ(run(check_scope, {{"authorization_details", "[]"}}).error, "") << "RFC 9396 3.1";
  EXPECT_EQ(run(check_scope, {{"scope", "openid address"}}).error, "invalid_scope");
  const auto out = run(check_scope, {{"scope", "email  openid email"}});
  EXPECT_EQ(out.draft.request.scopes, (std::vector<std::string>{"email", "openid"}));
  auto online = portal();
  online.grant_types = {"authorization_code"};
  EXPECT_EQ(run(check_scope, {{"scope", "openid offline_access"}}, online).draft.request.scopes,
            std::vector<std::string>{"openid"});
}

TEST_F(Steps, PkceIsRequiredOfPublicClientsAndByProfile) {
  const std::string challenge(43, 'A');
  EXPECT_EQ(run(check_pkce, {}).error, "");
  auto native = portal();
  native.token_endpoint_auth_method = ClientAuthMethod::none;
  EXPECT_EQ(run(check_pkce, {}, native).error, "invalid_request");
  auto strict = baseline();
  strict.require_pkce = true;
  EXPECT_EQ(run(check_pkce, {}, portal(), strict).error, "invalid_request");
  const auto good =
      run(check_pkce, {{"code_challenge", challenge}, {"code_challenge_method", "S256"}}, native);
  EXPECT_EQ(good.error, "");
  EXPECT_EQ(good.draft.request.code_challenge, challenge);
}

TEST_F(Steps, PkceIsS256AndWellFormed) {
  const std::string challenge(43, 'A');
  EXPECT_EQ(run(check_pkce, {{"code_challenge", challenge}}).error, "invalid_request")
      << "plain by default";
  EXPECT_EQ(
      run(check_pkce, {{"code_challenge", challenge}, {"code_challenge_method", "plain"}}).error,
      "invalid_request");
  EXPECT_EQ(run(check_pkce, {{"code_challenge_method", "S256"}}).error, "invalid_request");
  for (const auto& bad :
       {std::string(42, 'A'), std::string(44, 'A'), std::string(42, 'A') + "=", std::string()}) {
    EXPECT_EQ(run(check_pkce, {{"code_challenge", bad}, {"code_challenge_method", "S256"}}).error,
              "invalid_request")
        << bad;
  }
}

TEST_F(Steps, AnIdTokenNeedsTheScopeOpenid) {
  type = {.code = true, .id_token = true};
  EXPECT_EQ(run(check_scope, {{"scope", "profile"}}).error, "invalid_scope");
  EXPECT_EQ(run(check_scope, {{"scope", "openid"}}).error, "");
}

TEST_F(Steps, PromptNoneStandsAlone) {
  EXPECT_EQ(run(check_prompt, {{"prompt", "create"}}).error, "");
  EXPECT_EQ(run(check_prompt, {{"prompt", "create login"}}).error, "invalid_request");
  EXPECT_EQ(run(check_prompt, {{"prompt", "login consent"}}).draft.request.prompts,
            (std::set<std::string>{"login", "consent"}));
  EXPECT_EQ(run(check_prompt, {{"prompt", "none login"}}).error, "invalid_request");
  EXPECT_EQ(run(check_prompt, {{"prompt", "dance"}}).error, "invalid_request");
}

TEST_F(Steps, MaxAgeIsAWholeNumber) {
  EXPECT_EQ(run(check_max_age, {{"max_age", "0"}}).draft.request.max_age, seconds{0});
  EXPECT_EQ(run(check_max_age, {{"max_age", "9223372036854775807"}}).error, "")
      << "clamped, not overflowing";
  for (const auto* bad : {"-1", "1.5", "", "x", "1 ", "99999999999999999999"}) {
    EXPECT_EQ(run(check_max_age, {{"max_age", bad}}).error, "invalid_request") << bad;
  }
}

TEST_F(Steps, DefaultsOfTheRegistrationStandInForMissingParameters) {
  auto r = portal();
  r.default_max_age = seconds{600};
  r.default_acr_values = {std::string(kAcrAal2)};
  EXPECT_EQ(run(check_max_age, {}, r).draft.request.max_age, seconds{600});
  EXPECT_EQ(run(check_max_age, {{"max_age", "5"}}, r).draft.request.max_age, seconds{5});
  EXPECT_FALSE(run(check_max_age, {}).draft.request.max_age);
  EXPECT_EQ(run(check_acr, {}, r).draft.request.acr_values, r.default_acr_values);
  EXPECT_EQ(run(check_acr, {{"acr_values", "x"}}, r).draft.request.acr_values,
            std::vector<std::string>{"x"});
}

TEST_F(Steps, ClaimsAreParsed) {
  EXPECT_TRUE(run(check_claims, {{"claims", R"({"userinfo":{"name":null}})"}})
                  .draft.request.claims.userinfo.empty())
      << "plain OAuth has no userinfo";
  scopes = {"openid"};
  EXPECT_EQ(run(check_claims, {{"claims", "{"}}).error, "invalid_request");
  const auto out = run(check_claims, {{"claims", R"({"userinfo":{"name":{"essential":true}}})"}});
  ASSERT_EQ(out.draft.request.claims.userinfo.size(), 1u);
  EXPECT_TRUE(out.draft.request.claims.userinfo[0].essential);
}

TEST_F(Steps, AcrValuesAreWishesAndAnEssentialOneIsNot) {
  EXPECT_EQ(run(check_acr, {{"acr_values", "1 2"}}).error, "");
  const auto essential = [&](std::string value, ClientRegistration r = portal()) {
    auto clients = snapshot_of({approved(1, std::move(r))});
    const auto form = codec::Form::parse("");
    Draft draft{.client = clients.find(to_string(id_of(1)))};
    draft.request.claims.id_token = {{"acr", true, {std::move(value)}}};
    const auto verdict = check_acr({*form, clients, signing.signer, kIssuer, now}, draft);
    return verdict ? verdict->error : "";
  };
  EXPECT_EQ(essential(std::string(kAcrAal2)), "");
  EXPECT_EQ(essential(std::string(kAcrAal3)), "");
  EXPECT_EQ(essential(std::string(kLoaSubstantial)), "");
  EXPECT_EQ(essential("urn:other"), "unmet_authentication_requirements")
      << "nothing here reaches it";
  auto low = portal();
  low.acr_values = {std::string(kAcrAal1)};
  EXPECT_EQ(essential(std::string(kAcrAal2), low), "unmet_authentication_requirements");
  const auto beyond =
      run(check_acr, {{"acr_values", std::string(kAcrAal2) + " " + std::string(kAcrAal1)}}, low)
          .draft.request;
  EXPECT_EQ(beyond.acr_values, low.acr_values) << "beyond the registration";
  EXPECT_EQ(beyond.acr_refused, std::vector<std::string>{std::string(kAcrAal2)});
  EXPECT_TRUE(run(check_acr, {{"acr_values", "\n" + std::string(200, 'x')}}, low)
                  .draft.request.acr_refused.empty())
      << "not everything goes into the journal";
}

TEST_F(Steps, TheRegistrationSaysWhichIdentityIsNeeded) {
  EXPECT_EQ(run(take_identity, {}).draft.request.minimum_ial, Ial::none);
  auto strict = portal();
  strict.minimum_ial = Ial::ial2;
  EXPECT_EQ(run(take_identity, {{"minimum_ial", "none"}}, strict).draft.request.minimum_ial,
            Ial::ial2);
}

TEST_F(Steps, TheRegistrationSaysWhichSignInIsNeeded) {
  EXPECT_EQ(run(take_identity, {}).draft.request.minimum_acr, Acr::none);
  auto strict = portal();
  strict.minimum_acr = Acr::aal2_phr;
  EXPECT_EQ(run(take_identity, {{"minimum_acr", std::string(kAcrAal1)}}, strict)
                .draft.request.minimum_acr,
            Acr::aal2_phr);
}

TEST_F(Steps, AHintIsAnIdTokenOfThisClient) {
  SeededRandom random(3);
  const TokenIssuer issuer(std::string(kIssuer), signing.signer, random);
  auto r = portal();
  r.id_token_signed_response_alg = crypto::SignAlg::es256;
  auto clients = snapshot_of({approved(1, r), approved(2, r)});
  const std::vector<std::string> amr;
  const auto token_for = [&](std::uint8_t n) {
    return issuer.id_token({.client = *clients.find(to_string(id_of(n))),
                            .subject = "subject",
                            .nonce = std::nullopt,
                            .acr = "",
                            .amr = amr,
                            .auth_time = now,
                            .session = std::nullopt,
                            .access_token = "x",
                            .claims_json = {},
                            .roles = {},
                            .now = now - days{3}});
  };
  EXPECT_EQ(
      run(check_id_token_hint, {{"id_token_hint", token_for(1)}}).draft.request.hinted_subject,
      "subject")
      << "expired ones count";
  EXPECT_EQ(run(check_id_token_hint, {{"id_token_hint", token_for(2)}}).error, "invalid_request");
  EXPECT_EQ(run(check_id_token_hint, {{"id_token_hint", "a.b.c"}}).error, "invalid_request");
  const auto access = issuer.access_token({.client = *clients.find(to_string(id_of(1))),
                                           .subject = "subject",
                                           .audience = {to_string(id_of(1))},
                                           .now = now});
  EXPECT_EQ(run(check_id_token_hint, {{"id_token_hint", access.text}}).error, "invalid_request");
}

TEST_F(Steps, EachEntryRunsItsSteps) {
  const auto names = [](Entry entry) {
    std::set<std::string_view> out;
    for (const auto& step : table()) {
      if ((step.entries & to_bit(entry)) != 0) out.insert(step.name);
    }
    return out;
  };
  const std::set<std::string_view> polled{"duplicates", "scope",    "claims", "acr",
                                          "identity",   "resource", "details"};
  EXPECT_EQ(names(Entry::device), polled);
  EXPECT_EQ(names(Entry::ciba), polled);
  EXPECT_EQ(names(Entry::authorize).size(), table().size());
  EXPECT_EQ(names(Entry::par).size(), table().size() - 1);
  EXPECT_FALSE(names(Entry::par).contains("pushed"));
  auto clients = snapshot_of({approved(1)});
  const auto form = codec::Form::parse("scope=openid");
  Draft draft{.client = clients.find(to_string(id_of(1)))};
  EXPECT_FALSE(steps::run(Entry::device, {*form, clients, signing.signer, kIssuer, now}, draft));
  const auto refusal =
      steps::run(Entry::authorize, {*form, clients, signing.signer, kIssuer, now}, draft);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->error.page, "oauth.redirect_uri_missing");
  EXPECT_FALSE(refusal->redirects);
}

TEST_F(Steps, TheTableKeepsUntrustedRedirectsFirst) {
  bool redirects = false;
  for (const auto& step : table()) {
    EXPECT_TRUE(step.redirects || !redirects) << step.name;
    redirects = step.redirects;
  }
  EXPECT_EQ(table()[0].name, "client");
  EXPECT_EQ(table()[1].name, "redirect_uri");
}

}  // namespace
}  // namespace tessera::oauth::steps
