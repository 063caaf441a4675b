// Pushed and signed requests on the real stores (RFC 9126, RFC 9101).
#include "tests/integration/oauth/request_stack.hpp"

namespace tessera::oauth {
namespace {

using PushedRequests = RequestStack;

// RFC 9126 4 and 7.3.
TEST_F(PushedRequests, LeadToACodeOnceAndMayBeReloadedBefore) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto pushed = push(portal, request(portal, {{"scope", "openid email"}}));
  ASSERT_TRUE(pushed) << pushed.error().id << pushed.error().text;
  EXPECT_EQ(pushed->life, seconds{60});
  EXPECT_GE(pushed->request_uri.size(), kPushedPrefix.size() + 43) << "256 bits";
  EXPECT_TRUE(std::holds_alternative<GoTo>(visit(portal, *pushed, std::nullopt)));
  EXPECT_TRUE(std::holds_alternative<AskConsent>(visit(portal, *pushed, session)));
  const auto asked = visit(portal, *pushed, session);
  ASSERT_TRUE(std::holds_alternative<AskConsent>(asked)) << "reload and back";
  const auto done = accept(asked, session);
  ASSERT_NE(field(done, "code"), "");
  EXPECT_EQ(field(done, "state"), "s1");
  EXPECT_EQ(page(visit(portal, *pushed, session)), "oauth.request_uri_invalid");
  EXPECT_EQ(page(accept(asked, session)), "oauth.request_uri_used")
      << "the page that was left open";
  EXPECT_TRUE(redeem(portal, field(done, "code")));
}

TEST_F(PushedRequests, GiveOneCodeHoweverManyTabsAnswer) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto pushed = push(portal, request(portal, {{"prompt", "consent"}}));
  const auto first = visit(portal, *pushed, session);
  const auto second = visit(portal, *pushed, session);
  clock.advance(minutes{10});  // the reference itself is long gone
  EXPECT_NE(field(accept(first, session), "code"), "(not sent)");
  EXPECT_EQ(page(accept(second, session)), "oauth.request_uri_used");
}

TEST_F(PushedRequests, WhatStandsBesideTheReferenceCountsForNothing) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto pushed = push(portal, request(portal));
  auto outcome = start({{"client_id", portal.id},
                        {"request_uri", pushed->request_uri},
                        {"state", "other"},
                        {"scope", "openid email profile"},
                        {"redirect_uri", "https://evil.test/"}},
                       session);
  const auto* consent = std::get_if<AskConsent>(&outcome);
  ASSERT_NE(consent, nullptr);
  EXPECT_TRUE(consent->claims.empty());
  outcome = accept(outcome, session);
  EXPECT_EQ(field(outcome, "state"), "s1");
  EXPECT_EQ(std::get<SendToClient>(outcome).redirect_uri, "https://portal.test/cb");
}

TEST_F(PushedRequests, BelongToTheClientThatPushedThem) {
  const auto other = add_client();
  const auto pushed = push(portal, request(portal));
  EXPECT_EQ(page(visit(other, *pushed, std::nullopt)), "oauth.request_uri_invalid");
  EXPECT_TRUE(std::holds_alternative<GoTo>(visit(portal, *pushed, std::nullopt)));
  EXPECT_EQ(push_error(other, request(portal)), "invalid_client") << "another client's id";
  auto wrong = portal;
  wrong.secret = other.secret;
  EXPECT_EQ(push_error(wrong, request(portal)), "invalid_client");
}

// RFC 9126 2.3.
TEST_F(PushedRequests, AreRefusedWithTheErrorsOfTheAuthorizationEndpoint) {
  const auto with = [&](Fields more) {
    return push_error(portal, request(portal, std::move(more)));
  };
  EXPECT_EQ(with({{"redirect_uri", "https://portal.test/other"}}), "invalid_request");
  EXPECT_EQ(with({{"response_type", "code id_token"}}), "unsupported_response_type");
  EXPECT_EQ(with({{"response_type", "token"}}), "unsupported_response_type");
  EXPECT_EQ(with({{"scope", "openid address"}}), "invalid_scope");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'authorization.refused' and "
                  "body like '%invalid_scope%' and actor = '" +
                  portal.id + "'"),
            1)
      << "R67";
  EXPECT_EQ(events("authorization.requested"), 0);
  EXPECT_EQ(with({{"request_uri", "urn:ietf:params:oauth:request_uri:x"}}), "invalid_request");
  EXPECT_EQ(with({{"code_challenge", std::string(43, 'A')}}), "invalid_request") << "plain";
  EXPECT_EQ(with({{"resource", "https://api.test/"}}), "invalid_target");
  EXPECT_EQ(with({{"authorization_details", R"([{"type":"x"}])"}}),
            "invalid_authorization_details");
  EXPECT_EQ(with({{"claims", "{"}}), "invalid_request");
  EXPECT_EQ(with({{"nonce", std::string(6000, 'n')}}), "invalid_request");
  EXPECT_EQ(with({{"state", std::string(3000, 's')}}), "invalid_request");
  auto twice = request(portal);
  twice.emplace_back("scope", "openid");
  EXPECT_EQ(push_error(portal, twice), "invalid_request");
  EXPECT_EQ(with({{"nonce", std::string(384, 'n')}, {"state", std::string(1000, 's')}}), "");
  EXPECT_EQ(events("authorization.requested"), 1);
}

// RFC 9126 5.
TEST_F(PushedRequests, AreDemandedByTheRegistration) {
  auto r = registration();
  r.require_pushed_authorization_requests = true;
  const auto strict = add_client(r);
  const auto plain = start(request(strict), std::nullopt);
  EXPECT_EQ(field(plain, "error"), "invalid_request");
  EXPECT_EQ(field(plain, "state"), "s1");
  const auto pushed = push(strict, request(strict));
  EXPECT_TRUE(std::holds_alternative<GoTo>(visit(strict, *pushed, std::nullopt)));
}

// RFC 9449 10.
TEST_F(PushedRequests, ACodeIsBoundToTheKeyThatWasNamed) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto pushed = push(portal, request(portal, {{"dpop_jkt", std::string(43, 'A')}}));
  const auto done = accept(visit(portal, *pushed, session), session);
  const auto token = redeem(portal, field(done, "code"));
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().id, "invalid_grant");
}

TEST_F(PushedRequests, SignedOnesCountOnlyByWhatIsInside) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  auto claims = as_claims(request(portal, {{"state", "inside"}}));
  claims["jti"] = "1";
  const auto pushed =
      push(portal, {{"client_id", portal.id}, {"request", sign(claims)}, {"state", "outside"}});
  ASSERT_TRUE(pushed) << pushed.error().text;
  EXPECT_EQ(field(accept(visit(portal, *pushed, session), session), "state"), "inside");
  EXPECT_EQ(push_error(portal, {{"request", sign(claims)}}), "invalid_request_object")
      << "its jti was used";
  claims["jti"] = "2";
  claims["request_uri"] = pushed->request_uri;
  EXPECT_EQ(push_error(portal, {{"request", sign(claims)}}), "invalid_request_object");
}

// RFC 9101 10.5.
TEST_F(PushedRequests, SignaturesAreDemandedByTheRegistration) {
  auto r = with_key();
  r.require_signed_request_object = true;
  portal = add_client(r);
  EXPECT_EQ(push_error(portal, request(portal)), "invalid_request");
  EXPECT_EQ(field(start(request(portal), std::nullopt), "error"), "invalid_request");
  EXPECT_TRUE(push(portal, {{"request", sign(as_claims(request(portal)))}}));
  EXPECT_TRUE(std::holds_alternative<GoTo>(
      start({{"client_id", portal.id}, {"request", sign(as_claims(request(portal)))}}, {})));
}

TEST_F(PushedRequests, AnObjectThatIsNotValidIsToldWhereItsErrorMayGo) {
  const auto good = request(portal, {{"request", "a.b.c"}});
  EXPECT_EQ(field(start(good, {}), "error"), "invalid_request_object");
  EXPECT_EQ(field(start(good, {}), "state"), "s1");
  const auto bad = request(portal, {{"request", "a.b.c"}, {"redirect_uri", "https://evil.test/"}});
  EXPECT_EQ(page(start(bad, {})), "oauth.request_object_invalid");
  EXPECT_EQ(page(start({{"client_id", portal.id}, {"request", "a.b.c"}}, {})),
            "oauth.request_object_invalid");
  const auto inner = start(request(portal, {{"redirect_uri", "https://evil.test/"},
                                            {"request", sign(as_claims(request(portal)))}}),
                           {});
  EXPECT_TRUE(std::holds_alternative<GoTo>(inner)) << "the inner redirect URI is the one";
}

// RFC 9101 6.1: signed, then encrypted to the key that we publish.
TEST_F(PushedRequests, AnObjectMayBeEncryptedToUs) {
  const auto snapshot = holder_.get();
  ASSERT_FALSE(snapshot->decryption_keys().empty());
  const auto& own = snapshot->decryption_keys().front();
  const auto sealed = jose::encrypt_jwe(
      {.key = {.key = own.key, .kid = own.kid}, .enc = jose::ContentAlg::a256gcm, .cty = "JWT"},
      sign(as_claims(request(portal, {{"state", "sealed"}}))), random);
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto pushed = push(portal, {{"client_id", portal.id}, {"request", sealed}});
  ASSERT_TRUE(pushed) << pushed.error().text;
  EXPECT_EQ(field(accept(visit(portal, *pushed, session), session), "state"), "sealed");
  EXPECT_EQ(push_error(portal, {{"request", sealed.substr(0, sealed.size() - 4) + "AAAA"}}),
            "invalid_request_object");
}

// RFC 9101 5 and 10.4.
TEST_F(PushedRequests, DocumentsAreReadFromRegisteredAddresses) {
  auto r = with_key();
  r.request_uris = {"https://portal.test/request.jwt"};
  portal = add_client(r);
  documents_.known["https://portal.test/request.jwt"] =
      sign(as_claims(request(portal, {{"state", "doc"}})));
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto outcome = start(
      {{"client_id", portal.id}, {"request_uri", "https://portal.test/request.jwt"}}, session);
  EXPECT_EQ(field(accept(outcome, session), "state"), "doc");
  EXPECT_EQ(field(start(request(portal, {{"request_uri", "https://portal.test/other"}}), session),
                  "error"),
            "invalid_request_uri");
  EXPECT_EQ(documents_.asked.size(), 1u);
}

}  // namespace
}  // namespace tessera::oauth
