// The authorization endpoint as the browser meets it: pages, redirects, the way through consent.
#include <tessera/authn/sign_in_request.hpp>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class Authorize : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    portal = add_client();
  }
  AuthorizeOutcome start(const Fields& fields,
                         const std::optional<authn::Session>& session = std::nullopt) {
    const auto params = form(fields);
    const auto now = context();
    return run([&] { return services_->authorize().start(params, session, now); });
  }
  AuthorizeOutcome resume(const std::string& url, const std::optional<authn::Session>& session) {
    const auto sealed = url.substr(url.find("request=") + 8);
    const auto now = context();
    return run([&] { return services_->authorize().resume(sealed, session, now); });
  }
  authn::SignInRequest opened(const AuthorizeOutcome& outcome) {
    const auto& url = std::get<GoTo>(outcome).location;
    const auto flow = codec::Form::parse(url.substr(url.find('?') + 1));
    return authn::open_flow(flow->value("flow"), *keyring().get(), clock.now())->request;
  }
  static std::string field(const AuthorizeOutcome& outcome, const std::string& name) {
    const auto* sent = std::get_if<SendToClient>(&outcome);
    if (sent == nullptr) return "(not sent)";
    for (const auto& [key, value] : sent->fields) {
      if (key == name) return value;
    }
    return "";
  }
  std::string page(const AuthorizeOutcome& outcome) {
    const auto* shown = std::get_if<ShowError>(&outcome);
    return shown == nullptr ? "(no page)" : shown->error.id;
  }
  Somebody anna;
  Portal portal;
};

TEST_F(Authorize, NeverRedirectsOnABadClientOrRedirectUri) {
  EXPECT_EQ(page(start({{"redirect_uri", "https://portal.test/cb"}})), "oauth.client_missing");
  EXPECT_EQ(page(start(request(portal, {{"client_id", "nobody"}}))), "oauth.client_unknown");
  for (const auto* uri : {"https://portal.test/cb/random",
                          "https://portal.test/cb?x=1",
                          "https://PORTAL.test/cb",
                          "https://portal.test/cb#f",
                          "https://portal.test@evil.test/cb",
                          "http://portal.test/cb",
                          "//portal.test/cb",
                          "https://portal.test/%63b",
                          "javascript:alert(1)",
                          "",
                          "https://portal.test:443/cb",
                          "https://portal.test:8443/cb",
                          "https://portal.test./cb",
                          "https://portal.test/cb/../cb",
                          "https://portal.test/cb ",
                          " https://portal.test/cb",
                          "https://portal.test\\@evil.test/cb",
                          "https://portal.test/cb\r\nSet-Cookie: a=b",
                          "https://p\xd0\xberta\x6c.test/cb",
                          "https://portal.test/cb;x",
                          "HTTPS://portal.test/cb"}) {
    EXPECT_EQ(page(start(request(portal, {{"redirect_uri", uri}}))), "oauth.redirect_uri_unknown")
        << uri;
  }
  auto twice = request(portal);
  twice.emplace_back("redirect_uri", "https://evil.test/");
  EXPECT_EQ(page(start(twice)), "oauth.redirect_uri_missing");
  const people::ActingAs by;
  const auto now = context();
  ASSERT_TRUE(run([&] {
    return services_->clients().set_status(portal.uuid, ClientStatus::suspended, "t", by, now);
  }));
  EXPECT_EQ(page(start(request(portal))), "oauth.client_inactive");
}

TEST_F(Authorize, ErrorsCarryStateAndIssuer) {
  const auto outcome = start(request(portal, {{"response_type", "token"}, {"state", "st&te=1"}}));
  EXPECT_EQ(field(outcome, "error"), "unsupported_response_type");
  EXPECT_EQ(field(outcome, "state"), "st&te=1");
  EXPECT_EQ(field(outcome, "iss"), kIssuer);
  EXPECT_EQ(field(start(request(portal, {{"request", "x"}})), "error"), "invalid_request_object");
  EXPECT_EQ(field(start(request(portal, {{"request_uri", "x"}})), "error"), "invalid_request_uri");
  EXPECT_EQ(field(start(request(portal, {{"prompt", "none"}})), "error"), "login_required");
}

// It would not fit into the URL of the sign-in.
TEST_F(Authorize, ATooLongRequestIsRefusedNotBroken) {
  EXPECT_TRUE(
      std::holds_alternative<GoTo>(start(request(portal, {{"state", std::string(2000, 's')}}))));
  for (const std::size_t size : {2800U, 2900U, 3000U, 6000U, 60'000U}) {
    const auto outcome = start(request(portal, {{"nonce", std::string(size, 'n')}}));
    const auto* sent = std::get_if<SendToClient>(&outcome);
    ASSERT_TRUE(sent != nullptr || (size < 3000 && std::holds_alternative<GoTo>(outcome))) << size;
    if (sent != nullptr) {
      EXPECT_EQ(sent->fields[2].second, "invalid_request");
    }
  }
}

TEST_F(Authorize, GoesThroughSignInAndConsentToTheCode) {
  const auto first = start(request(portal, {{"scope", "openid email"}}));
  const auto wish = opened(first);
  EXPECT_EQ(wish.wanted, Acr::aal2) << "a personal claim is asked";
  EXPECT_EQ(wish.client_name, "Parking");
  EXPECT_EQ(wish.form_origin, "https://portal.test");
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto asked = resume(wish.return_to, session);
  const auto* consent = std::get_if<AskConsent>(&asked);
  ASSERT_NE(consent, nullptr);
  ASSERT_EQ(consent->claims.size(), 1u);
  EXPECT_EQ(consent->claims[0].claim, "email");
  EXPECT_EQ(consent->claims[0].purpose, "to send it");
  const auto now = context();
  const auto sealed = consent->action.substr(consent->action.find('=') + 1);
  const auto refused =
      run([&] { return services_->authorize().answer_consent(sealed, false, session, now); });
  EXPECT_EQ(field(refused, "error"), "access_denied");
  const auto granted =
      run([&] { return services_->authorize().answer_consent(sealed, true, session, now); });
  EXPECT_EQ(field(granted, "state"), "s1");
  EXPECT_NE(field(granted, "code"), "");
  // Remembered: the same needs no page, more does.
  EXPECT_NE(field(start(request(portal, {{"scope", "openid email"}}), session), "code"), "");
  EXPECT_TRUE(std::holds_alternative<AskConsent>(
      start(request(portal, {{"scope", "openid email profile"}}), session)));
  EXPECT_TRUE(
      std::holds_alternative<AskConsent>(start(request(portal, {{"prompt", "consent"}}), session)));
  EXPECT_EQ(events("authorization.denied"), 1);
}

// Initiating User Registration 4.1.
TEST_F(Authorize, PromptCreateLeadsToEnrolmentAndBack) {
  const auto outcome = start(request(portal, {{"prompt", "create"}, {"ui_locales", "de"}}));
  const auto* go = std::get_if<GoTo>(&outcome);
  ASSERT_NE(go, nullptr);
  ASSERT_TRUE(go->location.starts_with("/enrol?request=")) << go->location;
  const auto query = codec::Form::parse(go->location.substr(go->location.find('?') + 1));
  const auto sealed = query->value("request");
  const auto now = context();
  const std::optional<authn::Session> nobody;
  const auto back = run([&] { return services_->authorize().resume(sealed, nobody, now); });
  EXPECT_EQ(opened(back).client_name, "Parking") << "then the person signs in";
  EXPECT_EQ(field(start(request(portal, {{"prompt", "create none"}})), "error"), "invalid_request");
}

TEST_F(Authorize, CancelInTheCeremonyReturnsToThePortal) {
  const auto wish = opened(start(request(portal)));
  const auto query = codec::Form::parse(wish.cancel_to.substr(wish.cancel_to.find('?') + 1));
  ASSERT_NE(query->get("cancel"), nullptr);
  const auto now = context();
  const auto sealed = query->value("request");
  const auto outcome = run([&] { return services_->authorize().cancel(sealed, now); });
  EXPECT_EQ(field(outcome, "error"), "access_denied");
  EXPECT_EQ(field(outcome, "state"), "s1");
}

TEST_F(Authorize, AFlowUrlOutlivesRestartsButNotADay) {
  const auto wish = opened(start(request(portal)));
  const std::optional<authn::Session> session = sign_in(anna).session;
  clock.advance(hours{2});
  services_.emplace(parts());
  EXPECT_TRUE(std::holds_alternative<AskConsent>(resume(wish.return_to, session)));
  clock.advance(hours{23});
  const auto late = resume(wish.return_to, session);
  EXPECT_EQ(page(late), "flow.expired");
  EXPECT_EQ(std::get<ShowError>(late).home_uri, "https://portal.test/") << "with a way back";
  EXPECT_EQ(page(resume("?request=abcd", session)), "flow.invalid");
}

TEST_F(Authorize, PromptLoginAndMaxAgeAskForANewSignIn) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  ASSERT_NE(code_for(portal, *session), "");
  clock.advance(seconds{5});
  const auto login = opened(start(request(portal, {{"prompt", "login"}}), session));
  EXPECT_TRUE(login.fresh);
  EXPECT_EQ(login.not_before, clock.now());
  EXPECT_TRUE(opened(start(request(portal, {{"max_age", "1"}}), session)).fresh);
  EXPECT_NE(field(start(request(portal, {{"max_age", "10000"}}), session), "code"), "");
  EXPECT_TRUE(std::holds_alternative<GoTo>(resume(login.return_to, session)))
      << "the old session does not count";
  clock.advance(seconds{60});
  EXPECT_NE(field(resume(login.return_to, sign_in(anna).session), "code"), "");
}

TEST_F(Authorize, AConsentCountsForWhatWasShownToWhom) {
  const auto ask = [&](const std::optional<authn::Session>& who) {
    auto outcome = start(request(portal, {{"scope", "openid email"}}), who);
    auto* page = std::get_if<AskConsent>(&outcome);
    EXPECT_NE(page, nullptr);
    return page == nullptr ? std::string() : page->action.substr(page->action.find("request=") + 8);
  };
  const auto answer = [&](const std::string& sealed, const std::optional<authn::Session>& who) {
    const auto now = context();
    return run([&] { return services_->authorize().answer_consent(sealed, true, who, now); });
  };
  const std::optional<authn::Session> mine = sign_in(anna).session;
  const auto sealed = ask(mine);
  const std::optional<authn::Session> other = sign_in(make_person("ben@example.org")).session;
  EXPECT_TRUE(std::holds_alternative<AskConsent>(answer(sealed, other))) << "asked anew";
  EXPECT_EQ(count("select count(*) from consent"), 0);
  // Answered at another level than it was shown at.
  auto weak = mine;
  weak->acr = Acr::aal1;
  const auto again = answer(sealed, weak);
  ASSERT_TRUE(std::holds_alternative<AskConsent>(again));
  EXPECT_TRUE(std::get<AskConsent>(again).claims.empty());
  EXPECT_TRUE(std::holds_alternative<SendToClient>(answer(sealed, mine)));
  EXPECT_EQ(count("select count(*) from consent"), 1);
}

TEST_F(Authorize, AClaimsRequestForOnePersonIsForNobodyElse) {
  const std::optional<authn::Session> mine = sign_in(anna).session;
  const Fields other{{"prompt", "none"},
                     {"claims", R"({"id_token":{"sub":{"value":"somebody"}}})"}};
  EXPECT_EQ(field(start(request(portal, other), mine), "error"), "login_required");
}

TEST_F(Authorize, APasswordAloneGivesOnlyTheSubject) {
  const auto ben = make_person("ben@example.org", false);
  authn::Stack::request.wanted = Acr::aal1;
  const std::optional<authn::Session> session = sign_in(ben).session;
  ASSERT_EQ(session->acr, Acr::aal1);
  const auto wish = opened(start(request(portal, {{"scope", "openid email"}}), session));
  EXPECT_EQ(wish.wanted, Acr::aal2) << "step-up is asked";
  const auto asked = resume(wish.return_to, session);  // came back without a second factor
  const auto* consent = std::get_if<AskConsent>(&asked);
  ASSERT_NE(consent, nullptr);
  EXPECT_TRUE(consent->claims.empty());
  const auto now = context();
  const auto sealed = consent->action.substr(consent->action.find('=') + 1);
  const auto granted =
      run([&] { return services_->authorize().answer_consent(sealed, true, session, now); });
  const auto tokens = redeem(portal, field(granted, "code"));
  ASSERT_TRUE(tokens);
  const auto claims = userinfo(text(*tokens, "access_token"));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->size(), 1u) << "sub";
}

TEST_F(Authorize, AnEssentialAcrThatIsNotReachedEndsTheRequest) {
  const auto ben = make_person("ben@example.org", false);
  authn::Stack::request.wanted = Acr::aal1;
  const std::optional<authn::Session> session = sign_in(ben).session;
  const auto claims = [](std::string_view acr) {
    return R"({"id_token":{"acr":{"essential":true,"values":[")" + std::string(acr) + "\"]}}}";
  };
  const auto wish = opened(start(request(portal, {{"claims", claims(kAcrAal2)}}), session));
  EXPECT_EQ(field(resume(wish.return_to, session), "error"), "unmet_authentication_requirements");
  EXPECT_EQ(field(start(request(portal, {{"claims", claims("urn:unknown")}}), session), "error"),
            "unmet_authentication_requirements");
}

TEST_F(Authorize, AnIdTokenHintMustBeOfThisClientAndPerson) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto hint = text(flow(portal, *session), "id_token");
  EXPECT_NE(
      field(start(request(portal, {{"prompt", "none"}, {"id_token_hint", hint}}), session), "code"),
      "");
  EXPECT_EQ(field(start(request(add_client(), {{"id_token_hint", hint}}), session), "error"),
            "invalid_request");
  const std::optional<authn::Session> other = sign_in(make_person("eva@example.org")).session;
  EXPECT_EQ(
      field(start(request(portal, {{"prompt", "none"}, {"id_token_hint", hint}}), other), "error"),
      "login_required");
}

TEST_F(Authorize, PublicSubjectsAreRefusedForCitizens) {
  auto r = registration();
  r.subject_type = SubjectType::public_id;
  const auto global = add_client(r);
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto asked = start(request(global), session);
  const auto sealed =
      std::get<AskConsent>(asked).action.substr(std::get<AskConsent>(asked).action.find('=') + 1);
  const auto now = context();
  EXPECT_EQ(
      field(run([&] { return services_->authorize().answer_consent(sealed, true, session, now); }),
            "error"),
      "access_denied");
}

// Requirements 4.1: the level of the registration is asked for, and nothing below it is sent on.
TEST_F(Authorize, ASignInBelowTheLevelThatAClientNeedsIsRaisedOrSentBack) {
  auto r = registration();
  r.minimum_acr = Acr::aal3;
  const auto strict = add_client(r);
  const std::optional<authn::Session> session = sign_in(anna).session;
  ASSERT_EQ(session->acr, Acr::aal2);
  const auto asked = start(request(strict, {{"acr_values", std::string(kAcrAal1)}}), session);
  EXPECT_EQ(opened(asked).wanted, Acr::aal3);
  EXPECT_TRUE(opened(asked).essential);
  EXPECT_EQ(field(start(request(strict, {{"prompt", "none"}}), session), "error"),
            "unmet_authentication_requirements");
  EXPECT_TRUE(std::holds_alternative<AskConsent>(start(request(portal), session)));
}

// SP 800-63A-4: a client that needs a confirmed identity gets nobody below it.
TEST_F(Authorize, APersonBelowTheIdentityThatAClientNeedsIsToldAndSentBack) {
  auto r = registration();
  r.minimum_ial = Ial::ial2;
  const auto strict = add_client(r);
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto told = start(request(strict), session);
  const auto* page = std::get_if<TellIdentity>(&told);
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->client_name, "Parking");
  EXPECT_EQ(page->form_origin, "https://portal.test");
  const auto sealed = page->action.substr(page->action.find('=') + 1);
  const auto now = context();
  const auto answer = [&](bool accepted) {
    return run(
        [&] { return services_->authorize().answer_consent(sealed, accepted, session, now); });
  };
  EXPECT_TRUE(std::holds_alternative<TellIdentity>(answer(true))) << "nothing to accept here";
  const auto back = answer(false);
  EXPECT_EQ(field(back, "error"), "access_denied");
  EXPECT_NE(field(back, "error_description").find("identity"), std::string::npos);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.denied' and "
                  "body like '%identity_level%'"),
            1);
  EXPECT_EQ(field(start(request(strict, {{"prompt", "none"}}), session), "error"), "access_denied");
  (void)sql("update person set ial = 2 where id = '" + to_string(anna.id) + "' returning 1");
  EXPECT_TRUE(std::holds_alternative<AskConsent>(start(request(strict), session)));
  EXPECT_TRUE(std::holds_alternative<AskConsent>(start(request(portal), session)));
}

// R67
TEST_F(Authorize, WhatGoesBeyondTheRegistrationIsOnRecord) {
  EXPECT_EQ(field(start(request(portal, {{"scope", "openid address"}})), "error"), "invalid_scope");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.refused' and "
                  "body like '%invalid_scope%' and body like '%" +
                  portal.id + "%'"),
            1);
  auto r = registration();
  r.acr_values = {std::string(kAcrAal1)};
  const auto low = add_client(r);
  const auto session = sign_in(anna).session;
  const auto claims = R"({"userinfo":{"birthdate":null}})";
  EXPECT_NE(code_for(low, session,
                     {{"acr_values", std::string(kAcrAal2)}, {"claims", std::string(claims)}}),
            "");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.granted' and "
                  "body like '%\"acr_refused\":[\"urn:tessera:acr:aal2\"]%' and "
                  "body like '%\"claims_refused\":[\"birthdate\"]%'"),
            1);
}

}  // namespace
}  // namespace tessera::oauth
