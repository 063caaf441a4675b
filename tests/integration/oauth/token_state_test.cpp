// What ends an access token, how fast, and who may see it.
#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class TokenState : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    session = sign_in(anna).session;
    portal = add_client();
    access = text(flow(portal, session), "access_token");
  }
  Somebody anna;
  authn::Session session;
  Portal portal;
  std::string access;
};

TEST_F(TokenState, EndsWithTheSessionAlsoAfterRedisLostEverything) {
  EXPECT_TRUE(is_active(portal, access));
  EXPECT_TRUE(userinfo(access));
  const auto now = context();
  EXPECT_TRUE(run([&] { return authn_->sessions().end(session.id, session.person, "test", now); }));
  EXPECT_FALSE(is_active(portal, access));
  EXPECT_FALSE(userinfo(access));
  run([&]() -> Task<> { (void)co_await redis().command({"FLUSHALL"}); });
  EXPECT_FALSE(is_active(portal, access));
  EXPECT_FALSE(userinfo(access));
}

TEST_F(TokenState, ALivingTokenSurvivesALossOfRedis) {
  run([&]() -> Task<> { (void)co_await redis().command({"FLUSHALL"}); });
  EXPECT_TRUE(is_active(portal, access));
}

TEST_F(TokenState, EndsByRevocationByItsClientOnly) {
  const auto now = context();
  const auto revoke = [&](const Portal& by) {
    const auto body = form({{"token", access}, {"client_id", by.id}, {"client_secret", by.secret}});
    const ClientCredentials credentials{std::nullopt, body};
    return run([&] { return services_->queries().revoke(credentials, now); }).has_value();
  };
  EXPECT_TRUE(revoke(add_client()));
  EXPECT_TRUE(is_active(portal, access)) << "not theirs";
  EXPECT_TRUE(revoke(portal));
  EXPECT_FALSE(is_active(portal, access));
  EXPECT_EQ(events("token.revoked"), 1);
}

TEST_F(TokenState, EndsAfterFiveMinutesInTheCacheToo) {
  EXPECT_TRUE(is_active(portal, access));
  clock.advance(seconds{299});
  EXPECT_TRUE(is_active(portal, access));
  clock.advance(seconds{1});
  EXPECT_FALSE(is_active(portal, access));
}

TEST_F(TokenState, EndsWithTheKeyThatSignedItInTheCacheToo) {
  EXPECT_TRUE(is_active(portal, access));
  EXPECT_TRUE(userinfo(access));
  const people::ActingAs by{.kind = "system"};
  const auto now = context();
  for (const auto& key : run([&] { return signing_keys_->list(); }))
    EXPECT_TRUE(run([&] { return signing_keys_->withdraw(key.kid, "it leaked", by, now); }));
  EXPECT_FALSE(is_active(portal, access));
  EXPECT_FALSE(userinfo(access));
  EXPECT_TRUE(is_active(portal, text(flow(portal, session), "access_token"))) << "a new one";
}

TEST_F(TokenState, IsShownToItsClientAndToItsAudienceOnly) {
  auto r = registration();
  r.audiences = {"https://api.test"};
  const auto with_api = add_client(r);
  const auto token_for_api = text(flow(with_api, session), "access_token");
  auto api = registration();
  api.served_audiences = {"https://api.test"};
  const auto resource_server = add_client(api);
  EXPECT_TRUE(is_active(resource_server, token_for_api));
  EXPECT_FALSE(is_active(portal, token_for_api));
  EXPECT_FALSE(is_active(resource_server, access));
}

// RFC 7662 4: who may call an API is not that API, and nobody is this server.
TEST_F(TokenState, IsNotShownToWhoMerelySharesItsAudience) {
  auto r = registration();
  r.audiences = {"https://api.test"};
  const auto token_for_api = text(flow(add_client(r), session), "access_token");
  EXPECT_FALSE(is_active(add_client(r), token_for_api));
  auto greedy = registration();
  greedy.served_audiences = {std::string(kIssuer), std::string(kIssuer) + "/api/admin/v1"};
  EXPECT_FALSE(is_active(add_client(greedy), access));
}

// What the verifier remembers beside tokens is found by names that anybody may know.
TEST_F(TokenState, NoSubjectPassesForAToken) {
  const people::ActingAs system;
  const auto now = context();
  std::vector<people::Attribute> values{{.name = "email",
                                         .value = "anna@mail.example",
                                         .source = "test",
                                         .method = "mail_code",
                                         .recorded = clock.now()}};
  ASSERT_TRUE(run([&] { return people_->set_attributes(anna.id, values, system, now); }));
  const auto shown =
      userinfo(text(flow(portal, session, {{"scope", "openid email"}}), "access_token"));
  ASSERT_TRUE(shown);
  ASSERT_TRUE(shown->contains("email"));
  const auto subject = text(*shown, "sub");
  for (const auto& forged : {subject, "person " + subject, "release " + subject}) {
    EXPECT_FALSE(userinfo(forged)) << forged;
    EXPECT_FALSE(is_active(portal, forged)) << forged;
  }
}

// The row was revoked, but Redis was away: whoever asks again gets the mark set.
TEST_F(TokenState, ARepeatedRevocationMendsAMissingMark) {
  const auto grant = text(claims_of(access), "gid");
  const auto unmark = [&] {
    run([&]() -> Task<> { (void)co_await redis().command({"SET", "grant:{" + grant + "}", "1"}); });
    EXPECT_TRUE(is_active(portal, access));
  };
  const auto now = context();
  EXPECT_TRUE(run([&] { return consents_->revoke(anna.id, portal.uuid, now); }));
  EXPECT_FALSE(is_active(portal, access));
  unmark();
  EXPECT_FALSE(run([&] { return consents_->revoke(anna.id, portal.uuid, now); }))
      << "nothing left to end";
  EXPECT_FALSE(is_active(portal, access));
  unmark();
  run([&] { return services_->logout().end_person(anna.id, "test"); });
  EXPECT_FALSE(is_active(portal, access));
  EXPECT_EQ(events("consent.revoked"), 1);
  EXPECT_EQ(events("grant.revoked"), 0) << "an event only for what ended";
}

TEST_F(TokenState, AnAlteredOrForeignTokenIsInactive) {
  auto altered = access;
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(is_active(portal, altered));
  EXPECT_FALSE(is_active(portal, "x.y.z"));
  EXPECT_FALSE(is_active(portal, ""));
  const auto id_token = text(flow(portal, session), "id_token");
  EXPECT_FALSE(userinfo(id_token)) << "an ID token is no access token";
}

TEST_F(TokenState, MachineTokensNameTheClientAndReachNoPerson) {
  ClientRegistration r{.name = "Statistics", .owner = "Office", .contacts = {"a@b.test"}};
  r.application_type = ApplicationType::machine;
  r.grant_types = {"client_credentials"};
  r.scopes = {"statistics:read"};
  r.audiences = {"https://api.test"};
  const auto machine = add_client(r);
  const auto answer = token(machine, {{"grant_type", "client_credentials"}});
  ASSERT_TRUE(answer);
  const auto claims = claims_of(text(*answer, "access_token"));
  EXPECT_EQ(text(claims, "sub"), machine.id);
  EXPECT_EQ(text(claims, "aud"), "https://api.test");
  EXPECT_EQ(text(claims, "scope"), "statistics:read");
  EXPECT_TRUE(is_active(machine, text(*answer, "access_token")));
  EXPECT_FALSE(userinfo(text(*answer, "access_token")));
  EXPECT_FALSE(token(machine, {{"grant_type", "client_credentials"}, {"scope", "openid"}}));
  EXPECT_FALSE(
      token(machine, {{"grant_type", "client_credentials"}, {"scope", "statistics:write"}}));
  EXPECT_GE(events("token.issued"), 2);
  EXPECT_EQ(events("token.refused"), 2);
}

TEST_F(TokenState, TheAdminApiAsksForScopeAndAudience) {
  const std::string header = "bEARER " + access;
  const auto require = [&](std::string_view scope, std::string_view audience) {
    const auto presented = TokenVerifier::presented_in(&header, {});
    return run(
        [&] { return services_->verifier().require(*presented, scope, audience, clock.now()); });
  };
  EXPECT_TRUE(require("openid", kIssuer));
  const auto scope = require("admin:people.read", kIssuer);
  ASSERT_FALSE(scope);
  EXPECT_EQ(scope.error().id, "insufficient_scope");
  EXPECT_EQ(require("openid", "https://elsewhere.test").error().id, "invalid_token");
  const auto verified = require("openid", kIssuer);
  EXPECT_EQ(run([&] { return services_->verifier().person_of(*verified); }), anna.id);
}

TEST_F(TokenState, SecretsRotateWithAnOverlap) {
  const people::ActingAs by;
  const auto now = context();
  const auto fresh =
      run([&] { return services_->clients().rotate_secret(portal.uuid, hours{1}, by, now); });
  ASSERT_TRUE(fresh) << fresh.error().id;
  const Portal with_new{portal.id, std::string(fresh->secret.reveal()), portal.uuid};
  EXPECT_NE(with_new.secret, portal.secret);
  EXPECT_TRUE(is_active(with_new, access));
  EXPECT_TRUE(is_active(portal, access));
  const auto third =
      run([&] { return services_->clients().rotate_secret(portal.uuid, hours{1}, by, now); });
  ASSERT_TRUE(third);
  const auto listed = run([&] { return services_->clients().secrets(portal.uuid); });
  EXPECT_LE(std::ranges::count_if(
                listed, [&](const auto& s) { return !s.expires || *s.expires > clock.now(); }),
            2);
  clock.advance(hours{1});
  const auto body =
      form({{"token", access}, {"client_id", with_new.id}, {"client_secret", with_new.secret}});
  const ClientCredentials credentials{std::nullopt, body};
  const auto later = context();
  const auto refused = run(
      [&] { return services_->queries().introspect(credentials, IntrospectionForm::json, later); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "invalid_client");
}

TEST_F(TokenState, AChangedClientActsAtOnceHereAndWithinASecondElsewhere) {
  ClientDirectory elsewhere(client_store_, clock);
  (void)run([&] { return elsewhere.find(portal.id); });
  const people::ActingAs by;
  const auto now = context();
  auto r = registration();
  r.name = "Renamed";
  ASSERT_TRUE(run([&] { return services_->clients().update(portal.uuid, r, 2, by, now); }));
  EXPECT_EQ(run([&] { return clients_.find(portal.id); })->client.registration.name, "Renamed");
  EXPECT_EQ(run([&] { return elsewhere.find(portal.id); })->client.registration.name, "Parking");
  clock.advance(seconds{1});
  EXPECT_EQ(run([&] { return elsewhere.find(portal.id); })->client.registration.name, "Renamed");
  const auto stale = run([&] { return services_->clients().update(portal.uuid, r, 2, by, now); });
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().id, "client.changed");
}

}  // namespace
}  // namespace tessera::oauth
