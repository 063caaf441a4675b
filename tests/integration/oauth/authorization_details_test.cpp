// What a grant covers, from the request over the consent page to the tokens (RFC 9396, RFC 8707).
#include "tests/integration/oauth/request_stack.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kRead =
    R"({"type":"record_access","actions":["read"],"datatypes":["tax"]})";
constexpr std::string_view kChange =
    R"({"type":"record_access","actions":["change"],"datatypes":["tax"]})";

std::string list(std::initializer_list<std::string_view> items) {
  std::string out;
  for (const auto item : items) out += (out.empty() ? "[" : ",") + std::string(item);
  return out + "]";
}

class Details : public RequestStack {
 protected:
  void SetUp() override {
    RequestStack::SetUp();
    auto r = registration();
    r.scopes = {"openid", "offline_access", "parking.read"};
    r.audiences = {"https://a.test/", "https://b.test/"};
    r.authorization_details_types = {"record_access"};
    portal = add_client(r);
    session = sign_in(anna).session;
  }
  static std::string details(const boost::json::object& object) {
    const auto* found = object.if_contains("authorization_details");
    return found == nullptr ? "" : boost::json::serialize(*found);
  }
  static std::string audience(const boost::json::object& tokens) {
    return boost::json::serialize(claims_of(text(tokens, "access_token")).at("aud"));
  }
  std::optional<authn::Session> session;
};

// RFC 9396 7 and RFC 9396 9.1.
TEST_F(Details, AreShownAgreedToEachTimeAndGoIntoTheTokens) {
  const auto asked = request(portal, {{"scope", "openid offline_access"},
                                      {"prompt", "consent"},
                                      {"authorization_details", list({kRead, kChange})}});
  const auto page = start(asked, session);
  const auto* consent = std::get_if<AskConsent>(&page);
  ASSERT_NE(consent, nullptr);
  ASSERT_EQ(consent->details.size(), 2u);
  EXPECT_EQ(consent->details[0].rows[0].value, "read");
  const auto code = field(accept(page, session), "code");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.granted' and "
                  "body like '%record_access%'"),
            1);
  EXPECT_TRUE(std::holds_alternative<AskConsent>(
      start(request(portal, {{"authorization_details", list({kRead})}}), session)))
      << "not remembered";

  const auto tokens = redeem(portal, code).value();
  EXPECT_EQ(details(tokens), list({kRead, kChange}));
  EXPECT_EQ(details(claims_of(text(tokens, "access_token"))), list({kRead, kChange}));
  // RFC 9396 9.2.
  const auto body = form({{"token", text(tokens, "access_token")},
                          {"client_id", portal.id},
                          {"client_secret", portal.secret}});
  const auto now = context();
  const ClientCredentials credentials{std::nullopt, body};
  const auto seen = run(
      [&] { return services_->queries().introspect(credentials, IntrospectionForm::json, now); });
  ASSERT_TRUE(seen);
  EXPECT_EQ(details(*codec::parse_json_object(seen->body)), list({kRead, kChange}));

  const auto fewer = token(portal, {{"grant_type", "refresh_token"},
                                    {"refresh_token", text(tokens, "refresh_token")},
                                    {"authorization_details", list({kChange})}});
  ASSERT_TRUE(fewer) << fewer.error().text;
  EXPECT_EQ(details(*fewer), list({kChange}));
  const auto more = token(
      portal, {{"grant_type", "refresh_token"},
               {"refresh_token", text(*fewer, "refresh_token")},
               {"authorization_details",
                list({R"({"type":"record_access","actions":["read"],"datatypes":["all"]})"})}});
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().id, "invalid_authorization_details");
  EXPECT_TRUE(refresh(portal, text(*fewer, "refresh_token"))) << "the refusal used nothing up";
}

TEST_F(Details, CannotBeTradedAfterThePageWasShown) {
  const auto page = start(request(portal, {{"authorization_details", list({kRead})}}), session);
  const auto other = start(request(portal, {{"authorization_details", list({kChange})}}), session);
  const auto done = accept(page, session);
  EXPECT_EQ(details(redeem(portal, field(done, "code")).value()), list({kRead}));
  ASSERT_TRUE(std::holds_alternative<AskConsent>(other));
  EXPECT_EQ(
      field(start(request(portal, {{"prompt", "none"}, {"authorization_details", list({kChange})}}),
                  session),
            "error"),
      "consent_required");
}

// RFC 9396 5.
TEST_F(Details, OfATypeThatIsNotRegisteredEndTheRequest) {
  EXPECT_EQ(field(start(request(portal,
                                {{"authorization_details", R"([{"type":"payment_initiation"}])"}}),
                        session),
                  "error"),
            "invalid_authorization_details");
}

TEST_F(Details, PlainOauthNeedsNoScopeOpenidAndGetsNoIdToken) {
  const auto tokens =
      redeem(portal, code_for(portal, *session, {{"scope", "parking.read"}})).value();
  EXPECT_FALSE(tokens.contains("id_token"));
  EXPECT_EQ(audience(tokens), R"(["https://a.test/","https://b.test/"])");
  const auto refused = userinfo(text(tokens, "access_token"));
  EXPECT_FALSE(refused);
}

// RFC 8707 2.2.
TEST_F(Details, ResourcesNarrowTheAudienceStepByStep) {
  Fields asked = request(portal, {{"scope", "openid offline_access"}});
  asked.emplace_back("resource", "https://a.test/");
  asked.emplace_back("resource", "https://b.test/");
  const auto code = field(accept(start(asked, session), session), "code");
  const auto wrong = redeem(portal, code, {{"resource", "https://c.test/"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().id, "invalid_target");
  const auto tokens = redeem(portal, code, {{"resource", "https://b.test/"}});
  ASSERT_TRUE(tokens) << "a target that is not the client's uses no code up";
  EXPECT_EQ(audience(*tokens), R"(["https://b.test/","https://login.test"])");
  const auto whole = refresh(portal, text(*tokens, "refresh_token"));
  EXPECT_EQ(audience(*whole), R"(["https://a.test/","https://b.test/","https://login.test"])");

  const auto one =
      code_for(portal, *session, {{"scope", "openid"}, {"resource", "https://a.test/"}});
  const auto beyond = redeem(portal, one, {{"resource", "https://b.test/"}});
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().id, "invalid_target") << "registered, but not granted";
}

// R65: what was approved in detail is shown as long as it is in force, and can be taken back.
TEST_F(Details, AreShownToThePersonAndCanBeWithdrawn) {
  const auto bob = make_person("bob@example.org");
  const auto tokens = flow(portal, *session, {{"authorization_details", list({kRead})}});
  (void)flow(portal, *session);
  const auto approved = run([&] { return consents_->approved_details(anna.id, clock.now()); });
  ASSERT_EQ(approved.size(), 1u) << "the other grant has no details";
  EXPECT_EQ(to_string(approved[0].client), portal.id);
  EXPECT_EQ(*codec::parse_json(approved[0].details), *codec::parse_json(list({kRead})));
  EXPECT_GT(approved[0].expires, clock.now());
  EXPECT_LE(approved[0].expires, clock.now() + minutes{5}) << "there is no refresh token";
  EXPECT_TRUE(run([&] { return consents_->approved_details(bob.id, clock.now()); }).empty());
  const auto now = context();
  const auto withdraw = [&](const Uuid& person) {
    return run([&] { return consents_->withdraw(person, approved[0].grant, now); });
  };
  EXPECT_FALSE(withdraw(bob.id)) << "it is not his";
  EXPECT_TRUE(is_active(portal, text(tokens, "access_token")));
  EXPECT_TRUE(withdraw(anna.id));
  EXPECT_FALSE(is_active(portal, text(tokens, "access_token")));
  EXPECT_TRUE(run([&] { return consents_->approved_details(anna.id, clock.now()); }).empty());
  EXPECT_FALSE(withdraw(anna.id)) << "once";
  EXPECT_EQ(events("grant.revoked"), 1);
}

}  // namespace
}  // namespace tessera::oauth
