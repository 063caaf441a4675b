// Token exchange (RFC 8693): a service acts for a person at a register behind it.
#include "tests/integration/oauth/pending.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kAccessToken = "urn:ietf:params:oauth:token-type:access_token";

class Exchange : public Pending {
 protected:
  void SetUp() override {
    Pending::SetUp();
    auto s = registration();
    s.name = "Permit service";
    s.grant_types = {std::string(kTokenExchangeGrant), "client_credentials"};
    s.application_type = ApplicationType::machine;
    s.redirect_uris = s.post_logout_redirect_uris = {};
    s.response_types = {};
    s.scopes = {"permits.read"};
    s.claims = {};
    service = add_client(s);
    auto p = registration();
    p.audiences = {"https://service.test/", "https://register.test/"};
    p.scopes.emplace_back("permits.read");
    p.may_act = {service.id};
    p.grant_types.emplace_back(kTokenExchangeGrant);
    portal = add_client(p);
    agree();
    subject =
        text(flow(portal, *session, {{"scope", "openid email permits.read"}}), "access_token");
  }
  // The other side names the portal, which had no id before.
  void agree() {
    const auto now = context();
    const people::ActingAs by;
    auto current = run([&] { return clients_.find(service.id); })->client;
    current.registration.token_exchange_subject_clients = {portal.id};
    current.registration.token_exchange_audiences = {"https://register.test/"};
    const auto updated = run([&] {
      return services_->clients().update(service.uuid, current.registration, current.version, by,
                                         now);
    });
    ASSERT_TRUE(updated) << updated.error().id;
  }
  Result<boost::json::object> exchange(const Portal& by, Fields more = {}) {
    Fields fields{{"grant_type", std::string(kTokenExchangeGrant)},
                  {"subject_token", subject},
                  {"subject_token_type", std::string(kAccessToken)}};
    fields.insert(fields.end(), more.begin(), more.end());
    return token(by, std::move(fields));
  }
  Portal service, portal;
  std::string subject;
};

TEST_F(Exchange, TheServiceGetsATokenThatNamesItAsActor) {
  const auto answer = exchange(service, {{"audience", "https://register.test/"}});
  ASSERT_TRUE(answer) << answer.error().id << " " << answer.error().text;
  EXPECT_EQ(text(*answer, "issued_token_type"), kAccessToken);
  EXPECT_EQ(text(*answer, "scope"), "permits.read");
  const auto claims = claims_of(text(*answer, "access_token"));
  const auto before = claims_of(subject);
  EXPECT_EQ(claims.at("aud"), "https://register.test/");
  EXPECT_EQ(claims.at("sub"), before.at("sub"));
  EXPECT_EQ(text(claims, "client_id"), service.id);
  EXPECT_EQ(text(claims.at("act").as_object(), "sub"), service.id);
  EXPECT_EQ(claims.at("gid"), before.at("gid"));
  EXPECT_LE(claims.at("exp").as_int64(), before.at("exp").as_int64());
  EXPECT_FALSE(userinfo(text(*answer, "access_token"))) << "it learns nothing of the person here";
  EXPECT_EQ(events("token.exchanged"), 1);
  EXPECT_TRUE(is_active(service, text(*answer, "access_token")));
}

// SP 800-63A-4: a token is no way around the identity that a client needs, nor is time.
TEST_F(Exchange, APersonBelowTheIdentityOfTheServiceIsNotServed) {
  const auto now = context();
  const people::ActingAs by;
  auto needs = [&](const Portal& of) {
    auto r = run([&] { return services_->clients().get(of.uuid); })->registration;
    r.minimum_ial = Ial::ial1;
    EXPECT_TRUE(run([&] { return services_->clients().update(of.uuid, r, {}, by, now); }));
  };
  const auto kept = flow(portal, *session, {{"scope", "openid offline_access"}});
  needs(service);
  EXPECT_EQ(error(exchange(service, {{"audience", "https://register.test/"}})), "invalid_request");
  needs(portal);
  EXPECT_EQ(error(refresh(portal, text(kept, "refresh_token"))), "invalid_grant");
  (void)sql("update person set ial = 1 where id = '" + to_string(anna.id) + "' returning 1");
  EXPECT_TRUE(exchange(service, {{"audience", "https://register.test/"}}));
  EXPECT_TRUE(refresh(portal, text(kept, "refresh_token"))) << "the refusal used nothing up";
}

TEST_F(Exchange, ASignInBelowTheLevelOfTheServiceIsNotServed) {
  const auto now = context();
  const people::ActingAs by;
  const auto needs = [&](const Portal& of, Acr level) {
    auto r = run([&] { return services_->clients().get(of.uuid); })->registration;
    r.minimum_acr = level;
    EXPECT_TRUE(run([&] { return services_->clients().update(of.uuid, r, {}, by, now); }));
  };
  const auto kept = flow(portal, *session, {{"scope", "openid offline_access"}});
  ASSERT_EQ(session->acr, Acr::aal2);
  needs(service, Acr::aal2_phr);
  EXPECT_EQ(error(exchange(service, {{"audience", "https://register.test/"}})), "invalid_request");
  needs(portal, Acr::aal3);
  EXPECT_EQ(error(refresh(portal, text(kept, "refresh_token"))), "invalid_grant");
  needs(service, Acr::aal2);
  needs(portal, Acr::aal2);
  EXPECT_TRUE(exchange(service, {{"audience", "https://register.test/"}}));
  EXPECT_TRUE(refresh(portal, text(kept, "refresh_token"))) << "the refusal used nothing up";
}

TEST_F(Exchange, TheResultEndsNoLaterThanItsSubject) {
  clock.advance(seconds{290});
  const auto answer = exchange(service);
  ASSERT_TRUE(answer);
  EXPECT_LE(answer->at("expires_in").as_int64(), 10);
  clock.advance(seconds{11});
  EXPECT_EQ(error(exchange(service)), "invalid_request");
}

TEST_F(Exchange, EndsWithGrantAndSession) {
  const auto first = text(*exchange(service), "access_token");
  const auto now = context();
  EXPECT_TRUE(run([&] { return consents_->revoke(session->person, portal.uuid, now); }));
  EXPECT_FALSE(is_active(service, first));
  EXPECT_EQ(error(exchange(service)), "invalid_request");
  session = sign_in(anna).session;
  subject = text(flow(portal, *session, {{"scope", "openid permits.read"}}), "access_token");
  const auto second = text(*exchange(service), "access_token");
  EXPECT_TRUE(is_active(service, second));
  const auto later = context();
  run([&] { return authn_->sessions().end(session->id, session->person, "logout", later); });
  EXPECT_FALSE(is_active(service, second));
}

TEST_F(Exchange, NarrowsOnesOwnToken) {
  const auto answer = exchange(portal, {{"scope", "openid"}, {"resource", "https://login.test"}});
  ASSERT_TRUE(answer) << answer.error().text;
  const auto claims = claims_of(text(*answer, "access_token"));
  EXPECT_FALSE(claims.contains("act"));
  EXPECT_FALSE(claims.contains("ucl"));
  const auto shown = *userinfo(text(*answer, "access_token"));
  EXPECT_FALSE(shown.contains("email"));
}

TEST_F(Exchange, RefusesWhatWouldBeMore) {
  EXPECT_EQ(error(exchange(service, {{"audience", "https://service.test/"}})), "invalid_target");
  EXPECT_EQ(error(exchange(service, {{"scope", "openid"}})), "invalid_scope");
  EXPECT_EQ(error(exchange(service, {{"requested_token_type",
                                      "urn:ietf:params:oauth:token-type:refresh_token"}})),
            "invalid_request");
  EXPECT_EQ(error(exchange(service, {{"actor_token", subject}})), "invalid_request")
      << "its type is missing";
  EXPECT_EQ(error(exchange(service, {{"actor_token", subject},
                                     {"actor_token_type", std::string(kAccessToken)}})),
            "invalid_request")
      << "issued to another client";
  auto r = registration();
  r.grant_types.emplace_back(kTokenExchangeGrant);
  EXPECT_EQ(error(exchange(add_client(r))), "unauthorized_client");
  subject.back() = subject.back() == 'A' ? 'Q' : 'A';
  EXPECT_EQ(error(exchange(service)), "invalid_request");
  EXPECT_GE(events("token.refused"), 6);
}

TEST_F(Exchange, AnActorTokenOfTheServiceNamesIt) {
  const auto machine =
      text(*token(service, {{"grant_type", "client_credentials"}}), "access_token");
  const auto answer = exchange(
      service, {{"actor_token", machine}, {"actor_token_type", std::string(kAccessToken)}});
  ASSERT_TRUE(answer) << answer.error().text;
  const auto claims = claims_of(text(*answer, "access_token"));
  EXPECT_EQ(text(claims.at("act").as_object(), "sub"), service.id);
}

}  // namespace
}  // namespace tessera::oauth
