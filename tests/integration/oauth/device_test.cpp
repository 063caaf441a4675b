// The device grant (RFC 8628) from the device's first request to its tokens.
#include "tests/integration/oauth/pending.hpp"

namespace tessera::oauth {
namespace {

class Device : public Pending {
 protected:
  void SetUp() override {
    Pending::SetUp();
    auto r = registration();
    r.grant_types = {std::string(kDeviceCodeGrant), "refresh_token"};
    r.redirect_uris = {};
    r.post_logout_redirect_uris = {};
    r.response_types = {};
    r.application_type = ApplicationType::native;
    r.token_endpoint_auth_method = ClientAuthMethod::none;
    tv = add_client(r);
    tv.secret.clear();
  }
  Result<boost::json::object> start(Fields fields = {{"scope", "openid email offline_access"}},
                                    std::string address = "203.0.113.7") {
    fields.emplace_back("client_id", tv.id);
    const auto body = form(fields);
    const auto now = context(std::move(address));
    const ClientCredentials credentials{std::nullopt, body};
    const auto answer = run([&] { return services_->devices().start(credentials, now); });
    if (!answer) return std::unexpected(answer.error());
    return *codec::parse_json_object(*answer);
  }
  Result<std::string> enter(const std::string& code, std::string address = "203.0.113.7") {
    const auto now = context(std::move(address));
    return run([&] { return services_->pending().enter_code(code, session, now); });
  }
  Result<boost::json::object> poll(const boost::json::object& device) {
    return token(tv, {{"grant_type", std::string(kDeviceCodeGrant)},
                      {"device_code", text(device, "device_code")}});
  }
  Portal tv;
};

// RFC 8628 3.2
TEST_F(Device, StartsWithTwoCodesAndTellsWhereToGo) {
  const auto device = start();
  ASSERT_TRUE(device) << device.error().text;
  EXPECT_EQ(text(*device, "verification_uri"), "https://login.test/device");
  EXPECT_EQ(text(*device, "verification_uri_complete"),
            "https://login.test/device?user_code=" + text(*device, "user_code"));
  EXPECT_EQ(device->at("expires_in"), 600);
  EXPECT_EQ(device->at("interval"), 5);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.requested' and "
                  "body like '%\"way\":\"device\"%' and actor = '" +
                  tv.id + "'"),
            1);
  EXPECT_EQ(start({{"scope", "openid taxes"}}).error().id, "invalid_scope");
  EXPECT_EQ(start({{"scope", "openid"}, {"scope", "email"}}).error().id, "invalid_request");
  const auto portal = add_client();
  tv = portal;
  EXPECT_FALSE(start()) << "not registered for the grant, and not authenticated";
}

// RFC 8628 3.3 to 3.5
TEST_F(Device, GetsTokensOnceThePersonApproved) {
  const auto device = *start();
  EXPECT_EQ(error(poll(device)), "authorization_pending");
  const auto path = enter(text(device, "user_code"));
  ASSERT_TRUE(path) << path.error().id;

  const auto nobody = show(*path, std::nullopt);
  ASSERT_TRUE(std::holds_alternative<GoTo>(nobody));
  EXPECT_TRUE(std::get<GoTo>(nobody).location.starts_with("/sign-in?flow="));

  const auto page = show(*path, session);
  const auto* asked = std::get_if<AskApproval>(&page);
  ASSERT_NE(asked, nullptr);
  EXPECT_TRUE(asked->device);
  EXPECT_EQ(asked->user_code, text(device, "user_code"));
  EXPECT_EQ(asked->consent.client_name, "Parking");
  ASSERT_EQ(asked->consent.claims.size(), 1u);
  EXPECT_EQ(asked->consent.claims.front().purpose, "to send it");
  EXPECT_TRUE(asked->consent.offline);

  EXPECT_TRUE(approved(answer(*path, session, true)));
  clock.advance(seconds{5});
  const auto tokens = poll(device);
  ASSERT_TRUE(tokens) << tokens.error().detail;
  EXPECT_NE(text(*tokens, "id_token"), "");
  EXPECT_NE(text(*tokens, "refresh_token"), "");
  const auto claims = *userinfo(text(*tokens, "access_token"));
  EXPECT_EQ(text(claims, "email"), "anna@example.org");
  EXPECT_EQ(error(poll(device)), "invalid_grant") << "single use";
  EXPECT_EQ(refusal(show(*path, session)), "pending.gone");
  EXPECT_GE(events("authorization.granted"), 1);
  EXPECT_GE(events("token.issued"), 1);
  EXPECT_TRUE(refresh(tv, text(*tokens, "refresh_token")));
}

TEST_F(Device, StaysSignedInWhenTheBrowserSignsOut) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  const auto tokens = *poll(device);
  const auto now = context();
  run([&] { return authn_->sessions().end(session->id, session->person, "logout", now); });
  EXPECT_TRUE(userinfo(text(tokens, "access_token")));
  EXPECT_FALSE(claims_of(text(tokens, "id_token")).contains("sid"));
}

TEST_F(Device, EndsWithTheConsentThatItRestsOn) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  const auto tokens = *poll(device);
  const auto now = context();
  EXPECT_TRUE(run([&] { return consents_->revoke(session->person, tv.uuid, now); }));
  EXPECT_FALSE(userinfo(text(tokens, "access_token")));
  EXPECT_EQ(error(refresh(tv, text(tokens, "refresh_token"))), "invalid_grant");
}

TEST_F(Device, IsToldThatThePersonRefused) {
  const auto device = *start();
  const auto path = *enter(text(device, "user_code"));
  const auto outcome = answer(path, session, false);
  ASSERT_TRUE(std::holds_alternative<PendingAnswered>(outcome));
  EXPECT_FALSE(approved(outcome));
  EXPECT_EQ(error(poll(device)), "access_denied");
  EXPECT_EQ(refusal(answer(path, session, true)), "pending.gone") << "the first answer counts";
  EXPECT_EQ(error(poll(device)), "access_denied");
}

// RFC 8628 3.5
TEST_F(Device, ThatPollsTooOftenIsSlowedDownForGood) {
  const auto device = *start();
  EXPECT_EQ(error(poll(device)), "authorization_pending");
  clock.advance(seconds{2});
  EXPECT_EQ(error(poll(device)), "slow_down");
  clock.advance(seconds{6});
  EXPECT_EQ(error(poll(device)), "slow_down") << "the interval is ten seconds now";
  clock.advance(seconds{15});
  EXPECT_EQ(error(poll(device)), "authorization_pending");
}

TEST_F(Device, PollsWithoutAnEventForEach) {
  const auto device = *start();
  const auto before = count("select count(*) from journal_event");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(error(poll(device)), "authorization_pending");
    clock.advance(seconds{5});
  }
  EXPECT_EQ(count("select count(*) from journal_event"), before);
}

TEST_F(Device, IsToldThatItsTimeIsOver) {
  const auto device = *start();
  const auto path = *enter(text(device, "user_code"));
  clock.advance(seconds{601});
  EXPECT_EQ(error(poll(device)), "expired_token");
  EXPECT_EQ(refusal(answer(path, session, true)), "pending.gone");
  EXPECT_EQ(enter(text(device, "user_code")).error().id, "device.code_unknown");
}

TEST_F(Device, ACodeIsOfItsClientOnly) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  auto r = registration();
  r.grant_types.emplace_back(kDeviceCodeGrant);
  const auto other = add_client(r);
  const Fields stolen{{"grant_type", std::string(kDeviceCodeGrant)},
                      {"device_code", text(device, "device_code")}};
  EXPECT_EQ(error(token(other, stolen)), "invalid_grant");
  EXPECT_TRUE(poll(device)) << "it was left as it was";
}

TEST_F(Device, AnotherClientEndsNothingWithItsCode) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  const auto tokens = *poll(device);
  const auto other = add_client();
  EXPECT_EQ(error(redeem(other, text(device, "device_code"))), "invalid_grant");
  EXPECT_TRUE(userinfo(text(tokens, "access_token")));
  EXPECT_TRUE(refresh(tv, text(tokens, "refresh_token")));
}

TEST_F(Device, AnApprovalOutlivesADatabaseThatIsAway) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  sql("alter table oauth_grant rename to away");
  EXPECT_ANY_THROW(poll(device));
  sql("alter table away rename to oauth_grant");
  EXPECT_TRUE(poll(device));
  EXPECT_EQ(error(poll(device)), "invalid_grant") << "and once only";
}

TEST_F(Device, AWrongResourceUsesNothingUp) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  const auto wrong = token(tv, {{"grant_type", std::string(kDeviceCodeGrant)},
                                {"device_code", text(device, "device_code")},
                                {"authorization_details", R"([{"type":"payment_initiation"}])"}});
  EXPECT_EQ(error(wrong), "invalid_authorization_details");
  EXPECT_TRUE(poll(device));
}

TEST_F(Device, OnePollOfManyAtOnceGetsTheTokens) {
  const auto device = *start();
  EXPECT_TRUE(approved(answer(*enter(text(device, "user_code")), session, true)));
  const Fields fields{{"grant_type", std::string(kDeviceCodeGrant)},
                      {"device_code", text(device, "device_code")}};
  const auto results = at_once(6, [&](std::size_t i) { return token(tv, fields, i % 2); });
  EXPECT_EQ(std::ranges::count_if(results, [](const auto& r) { return r.has_value(); }), 1);
}

// RFC 8628 5.1
TEST_F(Device, CodesAreNotGuessed) {
  const auto device = *start();
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(enter("BBBB-BBBB", "203.0.113.99").error().id, "device.code_unknown");
  const auto limited = enter(text(device, "user_code"), "203.0.113.99");
  ASSERT_FALSE(limited);
  EXPECT_EQ(limited.error().code, Errc::rate_limited);
  EXPECT_EQ(enter(text(device, "user_code"), "198.51.100.1").error().id, "device.too_many")
      << "another address does not help the same person";
  session = sign_in(make_person("berta@example.org")).session;
  EXPECT_TRUE(enter(text(device, "user_code"), "203.0.113.99")) << "neighbours are not locked out";
  EXPECT_GE(events("device.code.throttled"), 1);
}

TEST_F(Device, WhoIsNotSignedInSharesTheGuessesOfTheNetwork) {
  const auto device = *start();
  const auto berta = std::exchange(session, std::nullopt);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(enter("BBBB-BBBB", "203.0.113.99").error().id, "device.code_unknown");
  EXPECT_EQ(enter(text(device, "user_code"), "203.0.113.99").error().id, "device.too_many");
  EXPECT_TRUE(enter(text(device, "user_code"), "198.51.100.1"));
  session = berta;
  EXPECT_TRUE(enter(text(device, "user_code"), "203.0.113.99"));
}

TEST_F(Device, ManyPersonsOfOneNetworkDoNotGuessWithoutEnd) {
  std::optional<std::string> last;
  for (int i = 0; i < 40 && last != "device.too_many"; ++i) {
    session->person = make_uuid4(random);
    for (int k = 0; k < 10 && last != "device.too_many"; ++k)
      last = enter("BBBB-BBBB", "203.0.113.99").error().id;
  }
  EXPECT_EQ(last, "device.too_many");
}

TEST_F(Device, StartsOfOneNetworkAreBounded) {
  Result<boost::json::object> last = start();
  for (int i = 0; i < 60 && last; ++i) last = start();
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Errc::rate_limited);
  EXPECT_TRUE(start({{"scope", "openid"}}, "198.51.100.1"));
}

// SP 800-63A-4: the identity that the client needs counts on this way too.
TEST_F(Device, APersonBelowTheIdentityOfTheClientGivesNothing) {
  const auto id = *parse_uuid(tv.id);
  auto r = run([&] { return services_->clients().get(id); })->registration;
  r.minimum_ial = Ial::ial1;
  const people::ActingAs by;
  const auto now = context();
  ASSERT_TRUE(run([&] { return services_->clients().update(id, r, std::nullopt, by, now); }));
  const auto device = *start();
  EXPECT_EQ(refusal(show(*enter(text(device, "user_code")), session)), "pending.identity");
  EXPECT_EQ(error(poll(device)), "access_denied");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.denied' and "
                  "body like '%identity_level%'"),
            1);
}

TEST_F(Device, APersonWithoutTheLevelGivesTheirNumberOnly) {
  const auto device = *start();
  const auto berta = make_person("berta@example.org");
  auto weak = sign_in(berta).session;
  weak.acr = Acr::aal1;
  const auto path = *enter(text(device, "user_code"));
  const auto first = show(path, weak);
  ASSERT_TRUE(std::holds_alternative<GoTo>(first)) << "a better sign-in is tried first";
}

}  // namespace
}  // namespace tessera::oauth
