#include <algorithm>
#include <set>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class Refresh : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    session = sign_in(anna).session;
    portal = add_client();
    first = flow(portal, session, {{"scope", "openid offline_access"}});
    token0 = text(first, "refresh_token");
  }
  Somebody anna;
  authn::Session session;
  Portal portal;
  boost::json::object first;
  std::string token0;
};

TEST_F(Refresh, RotatesAndKeepsAuthTime) {
  clock.advance(seconds{60});
  const auto next = refresh(portal, token0);
  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_NE(text(*next, "refresh_token"), token0);
  const auto before = claims_of(text(first, "id_token"));
  const auto after = claims_of(text(*next, "id_token"));
  EXPECT_EQ(after.at("auth_time"), before.at("auth_time"));
  EXPECT_EQ(after.at("sub"), before.at("sub"));
  EXPECT_GT(after.at("iat").as_int64(), before.at("iat").as_int64());
  EXPECT_FALSE(after.contains("nonce"));
  EXPECT_TRUE(refresh(portal, text(*next, "refresh_token")));
  EXPECT_EQ(events("token.refreshed"), 2);
}

TEST_F(Refresh, AStormOfParallelRefreshesGetsOneSuccessor) {
  const auto results = at_once(12, [&](std::size_t i) {
    const auto answer = refresh(portal, token0, i % 2);
    return answer ? text(*answer, "refresh_token") : "refused: " + answer.error().detail;
  });
  EXPECT_EQ(std::set<std::string>(results.begin(), results.end()).size(), 1u);
  EXPECT_TRUE(results[0].starts_with("tsr_")) << results[0];
  EXPECT_EQ(count("select n from oauth_grant"), 1);
  EXPECT_EQ(events("token.refreshed"), 12) << "every answer has its event";
  EXPECT_TRUE(refresh(portal, results[0]));
}

TEST_F(Refresh, ReuseOutsideOfTheWindowEndsTheFamily) {
  const auto next = refresh(portal, token0);
  ASSERT_TRUE(next);
  clock.advance(seconds{11});
  const auto reused = refresh(portal, token0);
  ASSERT_FALSE(reused);
  EXPECT_EQ(reused.error().id, "invalid_grant");
  EXPECT_FALSE(refresh(portal, text(*next, "refresh_token")));
  EXPECT_FALSE(is_active(portal, text(*next, "access_token")));
  EXPECT_EQ(events("token.refresh.reused"), 1);
}

TEST_F(Refresh, ReuseOfAnOlderTokenEndsTheFamilyEvenWithinTheWindow) {
  const auto second = refresh(portal, token0);
  const auto third = refresh(portal, text(*second, "refresh_token"));
  ASSERT_TRUE(third);
  EXPECT_FALSE(refresh(portal, token0));
  EXPECT_FALSE(refresh(portal, text(*third, "refresh_token")));
}

TEST_F(Refresh, ARefusedScopeDoesNotUseUpTheToken) {
  const auto refused = token(
      portal,
      {{"grant_type", "refresh_token"}, {"refresh_token", token0}, {"scope", "openid email"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "invalid_scope");
  clock.advance(minutes{1});
  EXPECT_TRUE(refresh(portal, token0));
}

TEST_F(Refresh, GivesNoMoreThanTheRegistrationNow) {
  auto r = registration();
  const auto wide = text(flow(portal, session, {{"scope", "openid email profile offline_access"}}),
                         "refresh_token");
  r.scopes = {"openid", "email", "offline_access"};
  r.claims = {{"name", "to print the permit", "public_task"}};
  const people::ActingAs by;
  const auto now = context();
  ASSERT_TRUE(
      run([&] { return services_->clients().update(portal.uuid, r, std::nullopt, by, now); }));
  const auto next = refresh(portal, wide);
  ASSERT_TRUE(next);
  EXPECT_EQ(text(*next, "scope"), "openid email offline_access");
  const auto access = claims_of(text(*next, "access_token"));
  EXPECT_EQ(access.at("ucl"), (boost::json::array{"name"}));
}

TEST_F(Refresh, BelongsToItsClient) {
  const auto other = add_client();
  const auto stolen = refresh(other, token0);
  ASSERT_FALSE(stolen);
  EXPECT_EQ(stolen.error().id, "invalid_grant");
  EXPECT_TRUE(refresh(portal, token0)) << "and the owner is not harmed";
}

TEST_F(Refresh, EndsAfterThirtyDaysHoweverOftenItRotates) {
  auto token = token0;
  for (int day = 0; day < 29; day += 7) {
    clock.advance(days{7});
    const auto next = refresh(portal, token);
    if (day + 7 >= 30) {
      EXPECT_FALSE(next);
      return;
    }
    ASSERT_TRUE(next);
    token = text(*next, "refresh_token");
  }
}

TEST_F(Refresh, EndsWithTheConsent) {
  const auto now = context();
  EXPECT_TRUE(run([&] { return consents_->revoke(anna.id, portal.uuid, now); }));
  EXPECT_FALSE(refresh(portal, token0));
  EXPECT_FALSE(is_active(portal, text(first, "access_token")));
  EXPECT_EQ(events("consent.revoked"), 1);
  const auto params = form(request(portal));
  const std::optional<authn::Session> who = session;
  const auto again = run([&] { return services_->authorize().start(params, who, now); });
  EXPECT_TRUE(std::holds_alternative<AskConsent>(again)) << "asked again";
  EXPECT_FALSE(run([&] { return consents_->revoke(anna.id, portal.uuid, now); }))
      << "nothing left to end";
}

// The code of a consent that is taken back before the portal redeems it.
TEST_F(Refresh, NoFamilyBeginsAfterTheConsentEnded) {
  const auto code = code_for(portal, session, {{"scope", "openid offline_access"}});
  ASSERT_FALSE(code.empty());
  const auto now = context();
  EXPECT_TRUE(run([&] { return consents_->revoke(anna.id, portal.uuid, now); }));
  const auto late = redeem(portal, code);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().id, "invalid_grant");
  EXPECT_EQ(events("token.code.reused"), 0);
}

TEST_F(Refresh, EndsWithThePersonAndWithTheClient) {
  const people::ActingAs system;
  const auto now = context();
  ASSERT_TRUE(run([&] {
    return people_->change_state(anna.id, people::PersonState::suspended, "test", system, now);
  }));
  EXPECT_FALSE(refresh(portal, token0)) << "in the same instant";
  ASSERT_TRUE(run([&] {
    return people_->change_state(anna.id, people::PersonState::active, "test", system, now);
  }));
  EXPECT_TRUE(refresh(portal, token0));
  ASSERT_TRUE(run([&] {
    return services_->clients().set_status(portal.uuid, ClientStatus::suspended, "test", system,
                                           now);
  }));
  const auto refused = refresh(portal, token0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "invalid_client");
  ASSERT_TRUE(run([&] {
    return services_->clients().set_status(portal.uuid, ClientStatus::approved, "test", system,
                                           now);
  }));
  EXPECT_FALSE(refresh(portal, token0)) << "suspension ended the families";
}

TEST_F(Refresh, OutlivesTheSessionUnlessTheProfileTiesThem) {
  const auto now = context();
  EXPECT_TRUE(run([&] { return authn_->sessions().end(session.id, session.person, "test", now); }));
  EXPECT_FALSE(is_active(portal, text(first, "access_token")))
      << "tokens of the session end with it";
  const auto next = refresh(portal, token0);
  ASSERT_TRUE(next);
  EXPECT_TRUE(is_active(portal, text(*next, "access_token")));
  sql("update client_profile set ends_with_session = true; update client_version set version = "
      "version + 1");
  clock.advance(seconds{2});
  EXPECT_FALSE(refresh(portal, text(*next, "refresh_token")));
}

TEST_F(Refresh, NarrowsScopesAndWidensNone) {
  const auto narrow = token(
      portal, {{"grant_type", "refresh_token"}, {"refresh_token", token0}, {"scope", "openid"}});
  ASSERT_TRUE(narrow);
  EXPECT_EQ(text(*narrow, "scope"), "openid");
  const auto wide = token(portal, {{"grant_type", "refresh_token"},
                                   {"refresh_token", text(*narrow, "refresh_token")},
                                   {"scope", "openid email"}});
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().id, "invalid_scope");
}

TEST_F(Refresh, ABoundTokenStays) {
  sql("update client_profile set refresh_rotates = false where name = 'legacy'");
  auto r = registration();
  r.profile = "legacy";
  const auto strict = add_client(r);
  const auto answer =
      redeem(strict, code_for(strict, session, with_pkce({{"scope", "openid offline_access"}})),
             {{"code_verifier", std::string(kVerifier)}});
  ASSERT_TRUE(answer);
  const auto token = text(*answer, "refresh_token");
  for (int i = 0; i < 3; ++i) {
    clock.advance(minutes{1});
    const auto next = refresh(strict, token);
    ASSERT_TRUE(next);
    EXPECT_EQ(text(*next, "refresh_token"), token);
  }
}

TEST_F(Refresh, IsRevokedByItsClient) {
  const auto body =
      form({{"token", token0}, {"client_id", portal.id}, {"client_secret", portal.secret}});
  const auto now = context();
  const ClientCredentials credentials{std::nullopt, body};
  EXPECT_TRUE(run([&] { return services_->queries().revoke(credentials, now); }));
  EXPECT_FALSE(refresh(portal, token0));
  EXPECT_FALSE(is_active(portal, text(first, "access_token")));
  EXPECT_TRUE(run([&] { return services_->queries().revoke(credentials, now); })) << "RFC 7009 2.2";
}

TEST_F(Refresh, TokensFromBeforeARestoreAreRefused) {
  sql("insert into setting values ('issue_not_before', '" +
      sql("select (now() + interval '1 hour')::text")[0].string(0) + "', now())");
  EXPECT_FALSE(refresh(portal, token0));
}

}  // namespace
}  // namespace tessera::oauth
