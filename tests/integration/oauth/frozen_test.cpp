// A frozen person (R65): every way to tokens is closed, and what is out dies.
#include "tests/integration/oauth/pending.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kAccessToken = "urn:ietf:params:oauth:token-type:access_token";

class Frozen : public Pending {
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
    p.audiences = {"https://register.test/"};
    p.scopes.emplace_back("permits.read");
    p.grant_types.insert(p.grant_types.end(),
                         {std::string(kCibaGrant), std::string(kTokenExchangeGrant)});
    p.backchannel_token_delivery_mode = "poll";
    p.backchannel_logout_uri = "https://portal.test/logout";
    portal = add_client(p);
  }
  void freeze() {
    const auto now = context();
    const auto done =
        run([&] { return authn_->freezing().freeze(session->person, std::nullopt, now); });
    ASSERT_TRUE(done);
  }
  Result<boost::json::object> exchange(const std::string& subject) {
    return token(portal, {{"grant_type", std::string(kTokenExchangeGrant)},
                          {"subject_token", subject},
                          {"subject_token_type", std::string(kAccessToken)},
                          {"audience", "https://register.test/"}});
  }
  Portal service, portal;
};

TEST_F(Frozen, EveryWayToTokensIsClosedAndWhatIsOutDies) {
  const auto tokens = flow(
      portal, *session, {{"scope", "openid offline_access permits.read"}, {"prompt", "consent"}});
  const auto access = text(tokens, "access_token");
  const auto refresh_token = text(tokens, "refresh_token");
  ASSERT_NE(refresh_token, "");
  EXPECT_TRUE(is_active(portal, access));
  EXPECT_TRUE(is_active(portal, refresh_token));
  const auto code = code_for(portal, *session);  // given out, not redeemed yet
  ASSERT_NE(code, "");
  freeze();
  EXPECT_FALSE(is_active(portal, access)) << "introspection: the session ended";
  EXPECT_FALSE(is_active(portal, refresh_token)) << "introspection: the family ended";
  EXPECT_FALSE(userinfo(access));
  EXPECT_FALSE(refresh(portal, refresh_token));
  EXPECT_FALSE(redeem(portal, code));
  EXPECT_FALSE(exchange(access));
  const auto late = code_for(portal, *session);  // a session that is kept in a variable
  EXPECT_TRUE(late.empty() || !redeem(portal, late));
}

TEST_F(Frozen, PortalsOfTheSessionsAreTold) {
  static_cast<void>(flow(portal, *session));
  freeze();
  EXPECT_EQ(count("select count(*) from outbox where kind = 'session_ended'"), 1);
  const auto told = run([&] { return services_->logout().expand_session_ended(session->id); });
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, "backchannel_logout");
}

TEST_F(Frozen, NobodyIsAskedOnAnotherDevice) {
  const auto login = std::string("anna@example.org");
  const auto ask = [&](const std::string& whom) {
    const auto body = form({{"client_id", portal.id}, {"scope", "openid"}, {"login_hint", whom}});
    const auto now = context();
    const ClientCredentials credentials{basic(portal), body};
    return run([&] { return services_->ciba().start(credentials, now); });
  };
  const auto waiting = [&] {
    const auto now = context();
    return run([&] { return services_->pending().waiting(session->person, now); }).size();
  };
  ASSERT_TRUE(ask(login));
  EXPECT_EQ(waiting(), 1U);
  freeze();
  EXPECT_TRUE(ask(login)) << "answered as for somebody unknown";
  EXPECT_EQ(waiting(), 1U);
}

}  // namespace
}  // namespace tessera::oauth
