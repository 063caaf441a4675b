#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class Logout : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    session = sign_in(anna).session;
    auto r = registration();
    r.backchannel_logout_uri = "https://portal.test/logout";
    portal = add_client(r);
    id_token = text(flow(portal, *session), "id_token");
  }
  LogoutOutcome start(const Fields& fields) {
    const auto params = form(fields);
    const auto now = context();
    return run([&] { return services_->logout().start(params, session, now); });
  }
  bool session_lives() {
    return run([&] { return authn_->sessions().is_live(session->id, clock.now()); });
  }
  Somebody anna;
  std::optional<authn::Session> session;
  Portal portal;
  std::string id_token;
};

TEST_F(Logout, TheHintOfThisSessionSignsOutAtOnceAndReturns) {
  const auto outcome = start({{"id_token_hint", id_token},
                              {"post_logout_redirect_uri", "https://portal.test/bye"},
                              {"state", "a b&c~!"}});
  const auto* out = std::get_if<LoggedOut>(&outcome);
  ASSERT_NE(out, nullptr);
  EXPECT_EQ(out->redirect_uri, "https://portal.test/bye?state=a%20b%26c~%21");
  EXPECT_FALSE(session_lives());
}

TEST_F(Logout, WithoutAHintThePersonIsAsked) {
  for (const auto& fields :
       {Fields{}, Fields{{"state", "x"}}, Fields{{"post_logout_redirect_uri", "https://x.test/"}},
        Fields{{"client_id", portal.id}}}) {
    const auto outcome = start(fields);
    const auto* confirm = std::get_if<ConfirmLogout>(&outcome);
    ASSERT_NE(confirm, nullptr);
    EXPECT_TRUE(session_lives());
  }
  const auto outcome = start({});
  const auto sealed = std::get<ConfirmLogout>(outcome).action.substr(
      std::string("/oauth2/logout/confirm?request=").size());
  const auto now = context();
  const auto done = run([&] { return services_->logout().confirm(sealed, session, now); });
  ASSERT_TRUE(std::holds_alternative<LoggedOut>(done));
  EXPECT_EQ(std::get<LoggedOut>(done).redirect_uri, "");
  EXPECT_FALSE(session_lives());
}

TEST_F(Logout, NeverRedirectsToWhatIsNotRegisteredExactly) {
  for (const auto* uri :
       {"https://portal.test/bye?foo=bar", "https://portal.test/bye/", "https://evil.test/"}) {
    const auto outcome = start({{"id_token_hint", id_token}, {"post_logout_redirect_uri", uri}});
    const auto* error = std::get_if<LogoutError>(&outcome);
    ASSERT_NE(error, nullptr) << uri;
    EXPECT_EQ(error->error.id, "logout.redirect_uri_unknown");
  }
  EXPECT_TRUE(session_lives());
}

// Neither at once nor by a link that was made while it served.
TEST_F(Logout, NeverRedirectsForAClientThatDoesNotServe) {
  const Fields fields{{"client_id", portal.id},
                      {"post_logout_redirect_uri", "https://portal.test/bye"}};
  const auto asked = start(fields);
  const auto sealed = std::get<ConfirmLogout>(asked).action.substr(
      std::string("/oauth2/logout/confirm?request=").size());
  const people::ActingAs by;
  const auto now = context();
  ASSERT_TRUE(run([&] {
    return services_->clients().set_status(portal.uuid, ClientStatus::suspended, "test", by, now);
  }));
  EXPECT_EQ(std::get<ConfirmLogout>(start(fields)).client_name, "");
  const auto done = run([&] { return services_->logout().confirm(sealed, session, now); });
  EXPECT_EQ(std::get<LoggedOut>(done).redirect_uri, "");
  EXPECT_EQ(std::get<LoggedOut>(done).home_uri, "");
  session.reset();
  EXPECT_EQ(std::get<LoggedOut>(start(fields)).redirect_uri, "");
}

TEST_F(Logout, AnAlteredHintIsAnError) {
  auto altered = id_token;
  altered.back() = altered.back() == 'A' ? 'Q' : 'A';
  const auto outcome =
      start({{"id_token_hint", altered}, {"post_logout_redirect_uri", "https://portal.test/bye"}});
  EXPECT_TRUE(std::holds_alternative<LogoutError>(outcome));
  const auto none =
      "eyJhbGciOiJub25lIn0." +
      id_token.substr(id_token.find('.') + 1, id_token.rfind('.') - id_token.find('.') - 1) + ".";
  EXPECT_TRUE(std::holds_alternative<LogoutError>(start({{"id_token_hint", none}})));
  EXPECT_TRUE(session_lives());
}

TEST_F(Logout, AnExpiredHintStillCounts) {
  clock.advance(minutes{10});
  EXPECT_TRUE(std::holds_alternative<LoggedOut>(start({{"id_token_hint", id_token}})));
}

TEST_F(Logout, TheEndOfASessionTellsItsClients) {
  const auto messages = run([&] { return services_->logout().expand_session_ended(session->id); });
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].kind, "backchannel_logout");
  const auto delivery =
      run([&] { return services_->logout().logout_delivery(messages[0].payload); });
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->uri, "https://portal.test/logout");
  ASSERT_TRUE(delivery->body.starts_with("logout_token="));
  const auto token = delivery->body.substr(13);
  const auto jws =
      signer_.verify_own(token, {.algorithms = {crypto::SignAlg::rs256}, .typ = "logout+jwt"});
  ASSERT_TRUE(jws) << jws.error().id;
  const auto claims = *codec::parse_json_object(jws->payload);
  EXPECT_EQ(text(claims, "sid"), to_string(session->id));
  EXPECT_EQ(text(claims, "aud"), portal.id);
  EXPECT_EQ(text(claims, "sub"), text(claims_of(id_token), "sub"));
  EXPECT_FALSE(claims.contains("nonce"));
  EXPECT_TRUE(claims.at("events").as_object().contains(
      "http://schemas.openid.net/event/backchannel-logout"));
  const auto nobody =
      run([&] { return services_->logout().expand_session_ended(make_uuid4(random)); });
  EXPECT_TRUE(nobody.empty());
}

// Front-Channel Logout 2: the portals of this session, with iss and sid.
TEST_F(Logout, PortalsOfTheSessionAreNamedForTheBrowser) {
  auto r = registration();
  r.frontchannel_logout_uri = "https://portal.test/out?a=b";
  const auto framed = add_client(r);
  add_client(r);  // knows nothing of this session
  (void)flow(framed, *session);
  const auto outcome =
      start({{"id_token_hint", id_token}, {"post_logout_redirect_uri", "https://portal.test/bye"}});
  const auto* out = std::get_if<LoggedOut>(&outcome);
  ASSERT_NE(out, nullptr);
  EXPECT_EQ(out->redirect_uri, "https://portal.test/bye");
  EXPECT_EQ(
      out->frontchannel_uris,
      std::vector<std::string>{"https://portal.test/out?a=b&iss=https%3A%2F%2Flogin.test&sid=" +
                               to_string(session->id)});
}

TEST_F(Logout, TheEndOfAPersonEndsEveryGrant) {
  const auto tokens = flow(portal, *session, {{"scope", "openid offline_access"}});
  run([&] { return services_->logout().end_person(anna.id, "closed"); });
  EXPECT_FALSE(refresh(portal, text(tokens, "refresh_token")));
  EXPECT_FALSE(is_active(portal, text(tokens, "access_token")));
}

}  // namespace
}  // namespace tessera::oauth
