// What discovery lists works: a client registers each value and gets what it asked for (OpenID
// Connect Discovery 3, RFC 8414 2).
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>

#include <tessera/crypto/random.hpp>
#include <tessera/jose/jwe.hpp>
#include <tessera/jose/jws.hpp>

#include "tests/conformance/dynamic.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;
using ::testing::Not;

class Advertised : public Dynamic {
 protected:
  // The values of a member; there are some.
  std::vector<std::string> listed(const std::string& member) const {
    std::vector<std::string> out;
    const auto* values = provider.metadata().if_contains(member);
    if (values != nullptr) {
      for (const auto& value : values->as_array()) out.emplace_back(value.as_string());
    }
    EXPECT_THAT(out, Not(IsEmpty())) << member;
    return out;
  }
  // Another client in the place of the one before.
  void become(const json::object& wish) {
    if (!made_.empty()) EXPECT_EQ(manage("DELETE").status, 204);
    register_client(wish);
  }
  Tokens tokens() {
    const auto response = visit(request({.with_nonce = false}));
    check_response(response, variant, state());
    return redeem(*provider.browser(), client, response.get("code"));
  }
  // A JWS of ours, signed by that algorithm.
  void expect_signed(const std::string& text, jose::SignAlg alg, const std::string& typ = "JWT") {
    const auto keys = provider.keys();
    const auto jws = jose::verify_jws(
        text, {.algorithms = {alg}, .typ = typ}, [&](const jose::JwsHeader& header) {
          const auto found = std::ranges::find(keys, header.kid, &jose::Jwk::kid);
          return found == keys.end() ? std::nullopt : std::optional(found->key);
        });
    EXPECT_TRUE(jws) << jose::to_string(alg) << ": " << (jws ? "" : jws.error().id);
  }
};

TEST_P(Advertised, every_signature_of_an_id_token) {
  for (const auto& name : listed("id_token_signing_alg_values_supported")) {
    auto wish = metadata();
    wish["id_token_signed_response_alg"] = name;
    become(wish);
    const auto claims = read_id_token(
        tokens().text("id_token"), {.client = client, .nonce = "", .alg = *jose::parse_alg(name)});
    EXPECT_FALSE(claims.empty()) << name;
  }
}

TEST_P(Advertised, every_signature_of_userinfo) {
  for (const auto& name : listed("userinfo_signing_alg_values_supported")) {
    auto wish = metadata();
    wish["userinfo_signed_response_alg"] = name;
    become(wish);
    expect_signed(userinfo(*browser, tokens().text("access_token")).body, *jose::parse_alg(name));
  }
}

// RFC 9701 5
TEST_P(Advertised, every_signature_of_an_introspection) {
  for (const auto& name : listed("introspection_signing_alg_values_supported")) {
    auto wish = metadata();
    wish["introspection_signed_response_alg"] = name;
    become(wish);
    const auto answer = provider.browser()->send(
        "/oauth2/introspect", {.method = "POST",
                               .headers = {{"Accept", "application/token-introspection+jwt"},
                                           {"Content-Type", "application/x-www-form-urlencoded"}},
                               .body = Browser::encode({{"token", tokens().text("access_token")}}),
                               .user = client.id + ":" + client.secret});
    ASSERT_EQ(answer.status, 200) << answer.body;
    expect_signed(answer.body, *jose::parse_alg(name), "token-introspection+jwt");
  }
}

// JARM 3
TEST_P(Advertised, every_signature_of_an_authorization_response) {
  for (const auto& name : listed("authorization_signing_alg_values_supported")) {
    auto wish = metadata();
    wish["authorization_signed_response_alg"] = name;
    become(wish);
    const auto response = visit(with(request(), "response_mode", "jwt"));
    expect_signed(response.get("response"), *jose::parse_alg(name));
  }
}

TEST_P(Advertised, every_mode_of_a_response) {
  become(metadata());
  for (const auto& mode : listed("response_modes_supported")) {
    const auto response = visit(with(request(), "response_mode", mode));
    const bool is_signed = mode.ends_with("jwt");
    EXPECT_NE(response.get(is_signed ? "response" : "code"), "") << mode;
    EXPECT_EQ(response.where,
              mode.starts_with("form_post") ? Response::Where::posted : Response::Where::query)
        << mode;
  }
}

TEST_P(Advertised, every_signature_of_a_request_object) {
  const auto rsa = jose::Key::generate(crypto::KeyType::rsa);
  const auto ec = jose::Key::generate(crypto::KeyType::ec_p256);
  const auto ed = jose::Key::generate(crypto::KeyType::ed25519);
  for (const auto& name : listed("request_object_signing_alg_values_supported")) {
    const auto alg = *jose::parse_alg(name);
    const auto& key = alg == jose::SignAlg::es256 ? ec : alg == jose::SignAlg::eddsa ? ed : rsa;
    auto wish = metadata();
    wish["jwks"] = jwks_of(key);
    wish["request_object_signing_alg"] = name;
    become(wish);
    const auto parameters = request();
    json::object claims{{"iss", client.id}, {"aud", provider.issuer()}};
    for (const auto& [parameter, value] : parameters) claims[parameter] = value;
    const auto response =
        visit(with(without(parameters, "state"), "request", sign(key, "key", claims, "JWT", alg)));
    (void)finish(response);
  }
}

// OpenID Connect Core 10.2: each pair opens what comes to the client.
TEST_P(Advertised, every_encryption_of_an_id_token) {
  const auto rsa = jose::Key::generate(crypto::KeyType::rsa);
  const auto ec = jose::Key::generate(crypto::KeyType::ec_p256);
  crypto::SystemRandom random;
  for (const auto& alg : listed("id_token_encryption_alg_values_supported")) {
    const auto& key = alg.starts_with("RSA") ? rsa : ec;
    for (const auto& enc : listed("id_token_encryption_enc_values_supported")) {
      auto wish = metadata();
      wish["jwks"] =
          json::object{{"keys", {jose::to_jwk(jose::EncryptionJwk{.key = key, .kid = "enc"})}}};
      wish["id_token_encrypted_response_alg"] = alg;
      wish["id_token_encrypted_response_enc"] = enc;
      become(wish);
      const auto opened = jose::decrypt_jwe(
          tokens().text("id_token"), {}, [&](const jose::JweHeader&) { return std::optional(key); },
          random);
      ASSERT_TRUE(opened) << alg << " " << enc;
      EXPECT_EQ(jose::to_string(opened->header.alg), alg);
      EXPECT_EQ(jose::to_string(opened->header.enc), enc);
      expect_signed(opened->plain, jose::SignAlg::rs256);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(dynamic, Advertised, ::testing::Values(Variant{.name = "code"}), name_of);

}  // namespace
}  // namespace tessera::conformance
