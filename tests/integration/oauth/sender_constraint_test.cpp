// Client assertions, DPoP and certificates through the real services, on PostgreSQL and Redis.
#include <boost/json/serialize.hpp>

#include "tests/integration/oauth/stack.hpp"
#include "tests/support/test_certificate.hpp"

namespace tessera::oauth {
namespace {

using boost::json::object;
using crypto::SignAlg;

class SenderConstraint : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    session = sign_in(anna).session;
  }

  static object jwk(const crypto::Key& of, std::string_view kid) {
    return jose::to_jwk(of, kid, SignAlg::es256);
  }
  static std::string jwks(const object& only) {
    return boost::json::serialize(object{{"keys", boost::json::array{only}}});
  }
  // A public client, a machine with an assertion, a machine with a certificate.
  Portal native() {
    auto r = registration();
    r.application_type = ApplicationType::native;
    r.token_endpoint_auth_method = ClientAuthMethod::none;
    return add_client(r);
  }
  static ClientRegistration machine(ClientAuthMethod method) {
    auto r = registration();
    r.application_type = ApplicationType::machine;
    r.grant_types = {"client_credentials"};
    r.scopes = {"statistics:read"};
    r.claims.clear();
    r.redirect_uris.clear();
    r.post_logout_redirect_uris.clear();
    r.audiences = {std::string(kIssuer)};
    r.token_endpoint_auth_method = method;
    return r;
  }

  std::string proof(const crypto::Key& by, std::string_view method, std::string_view path,
                    std::string_view token = {}) {
    object claims{{"jti", "p" + std::to_string(++number)},
                  {"htm", method},
                  {"htu", std::string(kIssuer) + std::string(path)},
                  {"iat", to_unix(clock.now())}};
    if (!token.empty()) claims["ath"] = codec::to_base64url(crypto::sha256(as_bytes(token)));
    const auto header =
        jose::encode_header(SignAlg::es256, "", "dpop+jwt", object{{"jwk", jose::to_jwk(by)}});
    return jose::sign_jws(by, SignAlg::es256, header, boost::json::serialize(claims));
  }
  std::string assertion(const std::string& client, const crypto::Key& by, std::string_view kid) {
    const auto now = to_unix(clock.now());
    const object claims{{"iss", client},  {"sub", client},
                        {"aud", kIssuer}, {"jti", "a" + std::to_string(++number)},
                        {"iat", now},     {"exp", now + 60}};
    return jose::sign_jws(by, SignAlg::es256, jose::encode_header(SignAlg::es256, kid, "JWT"),
                          boost::json::serialize(claims));
  }
  Result<object> ask(const Fields& fields, SenderProof sender = {}) {
    const auto body = form(fields);
    const auto now = context();
    sender.url = std::string(kIssuer) + "/oauth2/token";
    const ClientCredentials credentials{std::nullopt, body, std::move(sender)};
    const auto answer = run([&] { return services_->tokens().issue(credentials, now); });
    if (!answer) return std::unexpected(answer.error());
    return *codec::parse_json_object(*answer);
  }
  Result<object> ask_with_proof(const Fields& fields, const crypto::Key& by) {
    return ask(fields, {.dpop = {proof(by, "POST", "/oauth2/token")}});
  }
  Fields with_assertion(const Portal& client, const crypto::Key& by, std::string_view kid) {
    return {{"grant_type", "client_credentials"},
            {"client_assertion", assertion(client.id, by, kid)},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}};
  }
  Fields code_fields(const Portal& portal, Fields more = {}) {
    Fields fields{
        {"grant_type", "authorization_code"},
        {"code", code_for(portal, session, with_pkce({{"scope", "openid offline_access"}}))},
        {"redirect_uri", "https://portal.test/cb"},
        {"client_id", portal.id},
        {"code_verifier", std::string(kVerifier)}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }
  std::string show(const PresentedToken& presented) {
    const auto now = context();
    const auto answer = run([&] { return services_->queries().userinfo(presented, now); });
    return answer ? "ok" : answer.error().id;
  }
  std::string show_by_dpop(const std::string& token, const crypto::Key& by) {
    return show({.scheme = PresentedToken::Scheme::dpop,
                 .text = token,
                 .sender = {.dpop = {proof(by, "GET", "/oauth2/userinfo", token)},
                            .method = "GET",
                            .url = std::string(kIssuer) + "/oauth2/userinfo"}});
  }

  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  crypto::Key thief = crypto::Key::generate(crypto::KeyType::ec_p256);
  Somebody anna;
  authn::Session session;
  int number = 0;
};

TEST_F(SenderConstraint, ATokenByDpopIsOfUseToItsKeyOnly) {
  const auto portal = native();
  const auto answer = ask_with_proof(code_fields(portal), key);
  ASSERT_TRUE(answer) << answer.error().id << " " << answer.error().detail;
  EXPECT_EQ(text(*answer, "token_type"), "DPoP");
  const auto token = text(*answer, "access_token");
  EXPECT_EQ(claims_of(token).at("cnf").at("jkt"), jose::thumbprint(key).c_str());
  EXPECT_EQ(show_by_dpop(token, key), "ok");
  EXPECT_EQ(show_by_dpop(token, thief), "invalid_token");
  EXPECT_EQ(show({.text = token}), "invalid_token") << "RFC 9449 7.2: no bearer token";
  EXPECT_EQ(show({.scheme = PresentedToken::Scheme::dpop, .text = token}), "invalid_dpop_proof");
}

TEST_F(SenderConstraint, AProofIsForOneRequest) {
  const auto portal = native();
  const auto token = text(*ask_with_proof(code_fields(portal), key), "access_token");
  PresentedToken presented{.scheme = PresentedToken::Scheme::dpop,
                           .text = token,
                           .sender = {.dpop = {proof(key, "GET", "/oauth2/userinfo", token)},
                                      .method = "GET",
                                      .url = std::string(kIssuer) + "/oauth2/userinfo"}};
  EXPECT_EQ(show(presented), "ok");
  EXPECT_EQ(show(presented), "invalid_dpop_proof") << "replayed";
  presented.sender.dpop = {proof(key, "GET", "/oauth2/userinfo", token)};
  presented.sender.method = "POST";
  EXPECT_EQ(show(presented), "invalid_dpop_proof");
  presented.sender.method = "GET";
  presented.sender.dpop = {proof(key, "GET", "/oauth2/userinfo")};
  EXPECT_EQ(show(presented), "invalid_dpop_proof") << "no ath";
}

TEST_F(SenderConstraint, ABearerTokenIsNoDpopToken) {
  const auto portal = native();
  const auto token = text(*ask(code_fields(portal)), "access_token");
  EXPECT_EQ(show({.text = token}), "ok");
  EXPECT_EQ(show_by_dpop(token, key), "invalid_token");
}

TEST_F(SenderConstraint, TheRefreshTokenOfAPublicClientKeepsItsKey) {
  const auto portal = native();
  const auto first = ask_with_proof(code_fields(portal), key);
  ASSERT_TRUE(first);
  const Fields fields{{"grant_type", "refresh_token"},
                      {"refresh_token", text(*first, "refresh_token")},
                      {"client_id", portal.id}};
  EXPECT_EQ(ask(fields).error().id, "invalid_grant") << "without the key";
  EXPECT_EQ(ask_with_proof(fields, thief).error().id, "invalid_grant");
  const auto next = ask_with_proof(fields, key);
  ASSERT_TRUE(next) << "a refusal uses nothing up: " << next.error().detail;
  EXPECT_EQ(text(*next, "token_type"), "DPoP");
  EXPECT_EQ(show_by_dpop(text(*next, "access_token"), key), "ok");
}

TEST_F(SenderConstraint, AssertionsFromAJwksUriFollowItsRotation) {
  auto r = machine(ClientAuthMethod::private_key_jwt);
  r.jwks_uri = "https://machine.test/jwks";
  const auto client = add_client(r);
  documents_.known[r.jwks_uri] = jwks(jwk(key, "a"));
  EXPECT_TRUE(ask(with_assertion(client, key, "a")));
  const auto once = with_assertion(client, key, "a");
  EXPECT_TRUE(ask(once));
  EXPECT_EQ(ask(once).error().detail, "assertion.replayed");
  EXPECT_EQ(documents_.asked[r.jwks_uri], 1);
  documents_.known[r.jwks_uri] = jwks(jwk(thief, "b"));
  EXPECT_TRUE(ask(with_assertion(client, thief, "b")));
  EXPECT_EQ(ask(with_assertion(client, key, "a")).error().detail, "jws.key");
}

TEST_F(SenderConstraint, AMachineThatRegisteredForDpopMustProve) {
  auto r = machine(ClientAuthMethod::private_key_jwt);
  r.jwks = jwks(jwk(key, "a"));
  r.dpop_bound_access_tokens = true;
  const auto client = add_client(r);
  EXPECT_EQ(ask(with_assertion(client, key, "a")).error().id, "invalid_dpop_proof");
  const auto good = ask_with_proof(with_assertion(client, key, "a"), thief);
  ASSERT_TRUE(good) << "the proof has a key of its own";
  EXPECT_EQ(claims_of(text(*good, "access_token")).at("cnf").at("jkt"),
            jose::thumbprint(thief).c_str());
}

TEST_F(SenderConstraint, ACertificateAuthenticatesAndBinds) {
  auto r = machine(ClientAuthMethod::tls_client_auth);
  r.tls_client_auth_subject_dn = "CN=portal";
  r.tls_client_certificate_bound_access_tokens = true;
  const auto client = add_client(r);
  const auto ours = std::make_shared<const PeerCertificate>(PeerCertificate{
      test::make_certificate(
          key, {.not_before = clock.now() - days{1}, .not_after = clock.now() + days{1}}),
      true});
  const Fields fields{{"grant_type", "client_credentials"}, {"client_id", client.id}};
  EXPECT_EQ(ask(fields).error().id, "invalid_client");
  const auto answer = ask(fields, {.certificate = ours});
  ASSERT_TRUE(answer) << answer.error().detail;
  const auto token = text(*answer, "access_token");
  EXPECT_EQ(text(*answer, "token_type"), "Bearer");
  EXPECT_EQ(claims_of(token).at("cnf").at("x5t#S256"), x5t_s256(ours.get()).c_str());

  const auto verify = [&](PeerCertificateRef shown) {
    const PresentedToken presented{.text = token, .sender = {.certificate = std::move(shown)}};
    const auto known = run([&] {
      return services_->verifier().require(presented, "statistics:read", kIssuer, clock.now());
    });
    return known ? "ok" : known.error().id;
  };
  EXPECT_EQ(verify(ours), "ok");
  EXPECT_EQ(verify(nullptr), "invalid_token") << "RFC 8705 3";
  EXPECT_EQ(verify(std::make_shared<const PeerCertificate>(
                PeerCertificate{test::make_certificate(thief), true})),
            "invalid_token");
}

TEST_F(SenderConstraint, IntrospectionTellsTheKey) {
  const auto portal = add_client();
  Fields fields = code_fields(portal, {{"client_secret", portal.secret}});
  const auto token = text(*ask_with_proof(fields, key), "access_token");
  const auto body =
      form({{"token", token}, {"client_id", portal.id}, {"client_secret", portal.secret}});
  const auto now = context();
  const ClientCredentials credentials{std::nullopt, body};
  const auto answer = run(
      [&] { return services_->queries().introspect(credentials, IntrospectionForm::json, now); });
  ASSERT_TRUE(answer);
  const auto told = *codec::parse_json_object(answer->body);
  EXPECT_EQ(text(told, "token_type"), "DPoP");
  EXPECT_EQ(told.at("cnf").at("jkt"), jose::thumbprint(key).c_str());
}

TEST_F(SenderConstraint, TheReplayStoreForgetsInTime) {
  const auto first = [&](std::string_view kind, std::string_view id, Duration life) {
    return run([&] { return replays_.first_use(kind, id, life); });
  };
  EXPECT_TRUE(first("dpop", "x", seconds{60}));
  EXPECT_FALSE(first("dpop", "x", seconds{60}));
  EXPECT_TRUE(first("assertion", "x", seconds{60})) << "kinds are apart";
  EXPECT_TRUE(first("dpop", std::string(100'000, 'y'), seconds{60}));
  const auto left = run([&] { return redis().command({"DBSIZE"}); });
  EXPECT_GE(left.integer, 3);
}

}  // namespace
}  // namespace tessera::oauth
