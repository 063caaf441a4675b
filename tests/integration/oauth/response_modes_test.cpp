// How answers travel: JARM, and the legacy response types of clients that registered them.
#include "tests/integration/oauth/request_stack.hpp"

namespace tessera::oauth {
namespace {

class ResponseModes : public RequestStack {
 protected:
  Portal legacy(std::vector<std::string> types) {
    auto r = registration();
    r.profile = "legacy";
    r.grant_types = {"authorization_code", "implicit", "refresh_token"};
    r.response_types = std::move(types);
    return add_client(r);
  }
  boost::json::object signed_answer(const AuthorizeOutcome& outcome) {
    const auto jws = signer_.verify_own(field(outcome, "response"),
                                        {.algorithms = {jose::SignAlg::rs256}, .typ = "JWT"});
    EXPECT_TRUE(jws);
    return jws ? *codec::parse_json_object(jws->payload) : boost::json::object{};
  }
};

// JARM 2.1, JARM 2.3.
TEST_F(ResponseModes, ASignedAnswerIsOneParameter) {
  const std::optional<authn::Session> session = sign_in(anna).session;
  for (const auto& [mode, way] : {std::pair{"jwt", ResponseMode::query},
                                  {"query.jwt", ResponseMode::query},
                                  {"form_post.jwt", ResponseMode::form_post}}) {
    const auto done = accept(start(request(portal, {{"response_mode", mode}}), session), session);
    const auto& sent = std::get<SendToClient>(done);
    EXPECT_EQ(sent.mode, way) << mode;
    ASSERT_EQ(sent.fields.size(), 1u);
    const auto claims = signed_answer(done);
    EXPECT_EQ(text(claims, "iss"), kIssuer);
    EXPECT_EQ(text(claims, "aud"), portal.id);
    EXPECT_EQ(text(claims, "state"), "s1");
    EXPECT_EQ(claims.at("exp").as_int64(), to_unix(clock.now()) + 600);
    EXPECT_TRUE(redeem(portal, text(claims, "code")));
  }
  const auto refused =
      start(request(portal, {{"response_mode", "jwt"}, {"scope", "openid address"}}), session);
  EXPECT_EQ(text(signed_answer(refused), "error"), "invalid_scope");
}

// JARM 2.2.
TEST_F(ResponseModes, ASignedAnswerIsEncryptedAsRegistered) {
  const auto own = crypto::Key::generate(crypto::KeyType::ec_p256);
  auto r = registration();
  r.authorization_encrypted_response = {"ECDH-ES", "A256GCM"};
  r.jwks = boost::json::serialize(
      boost::json::object{{"keys", {jose::to_jwk(jose::EncryptionJwk{.key = own, .kid = "e1"})}}});
  portal = add_client(r);
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto done = accept(start(request(portal, {{"response_mode", "jwt"}}), session), session);
  const auto opened = jose::decrypt_jwe(
      field(done, "response"), {}, [&](const jose::JweHeader&) { return own; }, random);
  ASSERT_TRUE(opened) << opened.error().id;
  EXPECT_EQ(opened->header.cty, "JWT");
  EXPECT_EQ(text(claims_of(opened->plain), "state"), "s1");
}

TEST_F(ResponseModes, LegacyTypesAreOffUnlessProfileAndRegistrationSaySo) {
  const auto error = [&](const Portal& by, std::string type) {
    return start(request(by, {{"response_type", type}}), std::nullopt);
  };
  const auto plain = error(portal, "code id_token");
  EXPECT_EQ(field(plain, "error"), "unsupported_response_type");
  EXPECT_EQ(std::get<SendToClient>(plain).mode, ResponseMode::fragment);
  const auto hybrid = legacy({"code", "code id_token"});
  EXPECT_EQ(field(error(hybrid, "id_token token"), "error"), "unauthorized_client");
  EXPECT_EQ(field(error(hybrid, "token"), "error"), "unsupported_response_type");
  EXPECT_TRUE(std::holds_alternative<GoTo>(error(hybrid, "id_token code")));
}

TEST_F(ResponseModes, AHybridAnswerTiesItsPartsTogether) {
  const auto hybrid = legacy({"code id_token token"});
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto done = accept(
      start(request(hybrid, {{"response_type", "code id_token token"}, {"scope", "openid email"}}),
            session),
      session);
  EXPECT_EQ(std::get<SendToClient>(done).mode, ResponseMode::fragment);
  EXPECT_EQ(field(done, "token_type"), "Bearer");
  const auto id = claims_of(field(done, "id_token"));
  EXPECT_EQ(text(id, "nonce"), "n1");
  const auto half = [](const std::string& of) {
    const auto hash = crypto::sha256(as_bytes(of));
    return codec::to_base64url(BytesView(hash).first(16));
  };
  EXPECT_EQ(text(id, "c_hash"), half(field(done, "code")));
  EXPECT_EQ(text(id, "at_hash"), half(field(done, "access_token")));
  EXPECT_EQ(text(id, "s_hash"), half("s1"));
  // A citizen: the browser carries the name of nobody.
  EXPECT_FALSE(id.contains("email"));
  const auto front = userinfo(field(done, "access_token"));
  ASSERT_TRUE(front);
  EXPECT_EQ(front->size(), 1u) << "sub only";
  EXPECT_EQ(text(*front, "sub"), text(id, "sub"));
  const auto tokens = redeem(hybrid, field(done, "code"));
  ASSERT_TRUE(tokens);
  EXPECT_EQ(text(claims_of(text(*tokens, "id_token")), "sub"), text(id, "sub"));
  EXPECT_EQ(events("token.issued"), 2);
}

TEST_F(ResponseModes, AnImplicitAnswerHasNoCodeAndNeedsANonce) {
  const auto implicit = legacy({"id_token", "id_token token"});
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto done =
      accept(start(request(implicit, {{"response_type", "id_token"}}), session), session);
  EXPECT_EQ(field(done, "code"), "");
  EXPECT_EQ(field(done, "access_token"), "");
  EXPECT_FALSE(claims_of(field(done, "id_token")).contains("at_hash"));
  auto bare = request(implicit, {{"response_type", "id_token"}});
  std::erase_if(bare, [](const auto& f) { return f.first == "nonce"; });
  const auto refused = start(bare, session);
  EXPECT_EQ(field(refused, "error"), "invalid_request");
  EXPECT_EQ(std::get<SendToClient>(refused).mode, ResponseMode::fragment);
  EXPECT_EQ(
      field(start(request(implicit, {{"response_type", "id_token"}, {"response_mode", "query"}}),
                  session),
            "error"),
      "invalid_request");
  const auto posted = start(
      request(implicit, {{"response_type", "id_token"}, {"response_mode", "form_post"}}), session);
  EXPECT_EQ(std::get<SendToClient>(posted).mode, ResponseMode::form_post);
}

TEST_F(ResponseModes, ATokenOfTheFrontChannelEndsWithTheConsent) {
  const auto implicit = legacy({"id_token token"});
  const std::optional<authn::Session> session = sign_in(anna).session;
  const auto done =
      accept(start(request(implicit, {{"response_type", "id_token token"}}), session), session);
  const auto access = field(done, "access_token");
  EXPECT_TRUE(userinfo(access));
  const auto now = context();
  ASSERT_TRUE(run([&] { return consents_->revoke(anna.id, implicit.uuid, now); }));
  EXPECT_FALSE(userinfo(access));
}

}  // namespace
}  // namespace tessera::oauth
