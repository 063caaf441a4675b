// private_key_jwt (RFC 7523 3, RFC 7521 4.2, OpenID Connect Core 9, FAPI 2.0 Security
// Profile 5.3.2.1): every rule, and what breaks it.
#include "oauth/proofs/client_assertion.hpp"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include "tests/unit/oauth/authenticator_fixture.hpp"

namespace tessera::oauth {
namespace {

using boost::json::object;
using enum crypto::SignAlg;

ClientProfile fapi2() {
  return {.name = "fapi2",
          .auth_methods = {"private_key_jwt"},
          .require_sender_constraint = true,
          .assertion_for_issuer_only = true,
          .request_algs = {"ES256", "PS256", "EdDSA"}};
}

class ClientAssertion : public WithAuthenticator {
 protected:
  ClientAssertion() {
    serve({approved(1, registration()), approved(2, registration())}, profile());
  }
  static ClientProfile profile() {
    auto p = baseline();
    p.auth_methods.emplace_back("private_key_jwt");
    p.request_algs = {"RS256", "ES256", "PS256", "EdDSA"};
    return p;
  }
  ClientRegistration registration(std::string_view profile = "baseline") {
    auto r = portal();
    r.profile = profile;
    r.token_endpoint_auth_method = ClientAuthMethod::private_key_jwt;
    r.jwks =
        boost::json::serialize(object{{"keys", {jose::to_jwk(key, "k"), jose::to_jwk(rsa, "r")}}});
    return r;
  }
  object claims() {
    const auto now = to_unix(clock.now());
    return {{"iss", one}, {"sub", one},      {"aud", kIssuer},
            {"iat", now}, {"exp", now + 60}, {"jti", "j" + std::to_string(++number)}};
  }
  template <class T>
  object with(std::string_view name, const T& value) {
    auto out = claims();
    out[name] = to_value(value);
    return out;
  }
  object without(std::string_view name) {
    auto out = claims();
    out.erase(name);
    return out;
  }
  std::string sign(const object& payload) { return sign(payload, key, es256, "k"); }
  static std::string sign(const object& payload, const crypto::Key& by, crypto::SignAlg alg,
                          std::string_view kid, std::string_view typ = "JWT") {
    return jose::sign_jws(by, alg, jose::encode_header(alg, kid, typ),
                          boost::json::serialize(payload));
  }
  std::string send(const std::string& assertion, Fields more = {},
                   std::string url = "https://login.test/oauth2/token") {
    more.emplace_back("client_assertion", assertion);
    more.emplace_back("client_assertion_type", kJwtBearer);
    return authenticate({}, more, {.url = std::move(url)});
  }
  std::string why(const object& payload) { return send(sign(payload)) + " " + detail; }

  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  static const crypto::Key& shared_rsa() {  // slow to make
    static const auto made = crypto::Key::generate(crypto::KeyType::rsa);
    return made;
  }
  const crypto::Key rsa = shared_rsa();
  int number = 0;
};

TEST_F(ClientAssertion, ASignedWordOfTheClientIsEnough) {
  EXPECT_EQ(send(sign(claims())), "ok");
  EXPECT_EQ(send(sign(claims()), {{"client_id", one}}), "ok");
  EXPECT_EQ(send(sign(claims(), rsa, ps256, "r")), "ok");
  EXPECT_EQ(send(sign(claims(), rsa, rs256, "r")), "ok");
  EXPECT_EQ(send(sign(claims(), key, es256, "")), "ok") << "without the name of the key";
}

TEST_F(ClientAssertion, TheClientSpeaksForItself) {
  EXPECT_EQ(why(with("iss", two)), "invalid_client assertion.iss");
  EXPECT_EQ(why(without("iss")), "invalid_client assertion.iss");
  EXPECT_EQ(why(without("sub")), "invalid_client malformed assertion");
  EXPECT_EQ(why(with("sub", two)), "invalid_client assertion.iss");
  EXPECT_EQ(why(with("sub", "nobody")), "invalid_client unknown client");
  EXPECT_EQ(send(sign(claims()), {{"client_id", two}}), "invalid_client");
  EXPECT_EQ(detail, "two client ids");
}

TEST_F(ClientAssertion, ItIsForUs) {
  for (const auto* good : {"https://login.test", "https://login.test/oauth2/token"})
    EXPECT_EQ(why(with("aud", good)), "ok ") << good;
  EXPECT_EQ(why(with("aud", boost::json::array{"https://a.test", "https://login.test"})), "ok ");
  for (const auto* bad : {"https://login.test/", "https://other.test", "https://login.test/oauth2",
                          "https://login.test/oauth2/par", ""})
    EXPECT_EQ(why(with("aud", bad)), "invalid_client assertion.aud") << bad;
  EXPECT_EQ(why(without("aud")), "invalid_client assertion.aud");
  // RFC 9126 2: at the PAR endpoint its own address will do.
  EXPECT_EQ(
      send(sign(with("aud", "https://login.test/oauth2/par")), {}, "https://login.test/oauth2/par"),
      "ok");
}

TEST_F(ClientAssertion, SomeProfilesWantTheIssuerAndNothingElse) {
  serve({approved(1, registration("fapi2"))}, fapi2());
  EXPECT_EQ(why(claims()), "ok ");
  EXPECT_EQ(why(with("aud", boost::json::array{"https://login.test"})),
            "invalid_client assertion.aud");
  EXPECT_EQ(why(with("aud", "https://login.test/oauth2/token")), "invalid_client assertion.aud");
  EXPECT_EQ(
      send(sign(with("aud", "https://login.test/oauth2/par")), {}, "https://login.test/oauth2/par"),
      "invalid_client");
  EXPECT_EQ(send(sign(claims(), rsa, rs256, "r")), "invalid_client")
      << "FAPI 2.0 Security Profile 5.4.1";
  EXPECT_EQ(detail, "jws.algorithm");
  EXPECT_EQ(send(sign(claims(), rsa, ps256, "r")), "ok");
}

TEST_F(ClientAssertion, ItsTimesAreOfNow) {
  const auto now = to_unix(clock.now());
  EXPECT_EQ(why(with("exp", now - 300)), "invalid_client jwt.expired");
  EXPECT_EQ(why(without("exp")), "invalid_client jwt.expired");
  EXPECT_EQ(why(with("exp", now + 300)), "ok ");
  EXPECT_EQ(why(with("exp", now + 331)), "invalid_client assertion.exp_too_far");
  EXPECT_EQ(why(with("nbf", now + 8)), "ok ");
  EXPECT_EQ(why(with("nbf", now + 61)), "invalid_client jwt.early");
  EXPECT_EQ(why(with("iat", now + 8)), "ok ");
  EXPECT_EQ(why(with("iat", now + 61)), "invalid_client jwt.early");
  EXPECT_EQ(why(with("iat", now - 331)), "invalid_client assertion.stale");
  EXPECT_EQ(why(without("iat")), "ok ");
  EXPECT_EQ(why(with("exp", "soon")), "invalid_client malformed assertion");
}

TEST_F(ClientAssertion, ItIsTakenOnce) {
  const auto text = sign(with("jti", "once"));
  EXPECT_EQ(send(text), "ok");
  EXPECT_EQ(send(text), "invalid_client");
  EXPECT_EQ(detail, "assertion.replayed");
  EXPECT_EQ(why(with("jti", "once")), "invalid_client assertion.replayed");
  EXPECT_EQ(why(without("jti")), "invalid_client assertion.jti");
  auto other = with("jti", "once");
  other["iss"] = to_value(two);
  other["sub"] = to_value(two);
  EXPECT_EQ(send(sign(other)), "ok") << "ids are each client's own";
}

TEST_F(ClientAssertion, OnlyTheClientsKeyCounts) {
  const auto stranger = crypto::Key::generate(crypto::KeyType::ec_p256);
  EXPECT_EQ(send(sign(claims(), stranger, es256, "k")), "invalid_client");
  EXPECT_EQ(detail, "jws.signature");
  EXPECT_EQ(send(sign(claims(), stranger, es256, "z")), "invalid_client");
  EXPECT_EQ(detail, "jws.key");
  const auto good = sign(claims());
  EXPECT_EQ(send(good.substr(0, good.rfind('.') + 1)), "invalid_client") << "stripped";
  EXPECT_EQ(send(good + "." + good), "invalid_client");
}

TEST_F(ClientAssertion, NoneAndSharedKeysAreNoAlgorithms) {
  const auto body = codec::to_base64url(as_bytes(boost::json::serialize(claims())));
  for (const auto* alg : {"none", "HS256", "None", "ES512"}) {
    const auto header =
        codec::to_base64url(as_bytes(boost::json::serialize(object{{"alg", alg}, {"kid", "k"}})));
    EXPECT_EQ(send(header + "." + body + "."), "invalid_client") << alg;
    EXPECT_EQ(detail, "jws.algorithm");
  }
  // The registration may narrow what the profile allows.
  auto r = registration();
  r.token_endpoint_auth_signing_alg = ps256;
  serve({approved(1, r)}, profile());
  EXPECT_EQ(send(sign(claims())), "invalid_client");
  EXPECT_EQ(send(sign(claims(), rsa, ps256, "r")), "ok");
}

TEST_F(ClientAssertion, AnotherKindOfTokenIsNone) {
  EXPECT_EQ(send(sign(claims(), key, es256, "k", "at+jwt")), "invalid_client");
  EXPECT_EQ(detail, "jws.typ");
  EXPECT_EQ(send(sign(claims(), key, es256, "k", "dpop+jwt")), "invalid_client");
}

TEST_F(ClientAssertion, ItComesAloneAndUnderItsType) {
  EXPECT_EQ(send(sign(claims()), {{"client_id", one}, {"client_secret", "x"}}), "invalid_request");
  EXPECT_EQ(authenticate("Basic " + codec::to_base64(as_bytes(one + ":x")),
                         {{"client_assertion", sign(claims())},
                          {"client_assertion_type", std::string(kJwtBearer)}}),
            "invalid_request");
  EXPECT_EQ(authenticate({}, {{"client_id", one}, {"client_assertion", sign(claims())}}),
            "invalid_client");
  EXPECT_EQ(authenticate({}, {{"client_assertion", sign(claims())},
                              {"client_assertion_type",
                               "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}}),
            "invalid_client");
  EXPECT_EQ(authenticate({}, {{"client_id", one}}), "invalid_client") << "no proof at all";
  EXPECT_EQ(send("x.y.z"), "invalid_client");
  EXPECT_EQ(send(std::string(100'000, 'a')), "invalid_client");
}

TEST_F(ClientAssertion, ASecretOfThePastIsNotAsked) {
  auto record = approved(1, registration());
  record.secrets = {{.id = id_of(9), .digest = to_bytes(as_text(crypto::sha256(as_bytes("s"))))}};
  serve({record}, profile());
  EXPECT_EQ(authenticate({}, {{"client_id", one}, {"client_secret", "s"}}), "invalid_client");
  EXPECT_EQ(detail, "not the registered method");
}

}  // namespace
}  // namespace tessera::oauth
