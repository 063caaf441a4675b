// Dynamic OP where documents and keys are involved: what the client publishes is fetched from it,
// and keys change on both sides.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/jose/jwe.hpp>
#include <tessera/jose/jws.hpp>

#include "app/cluster/child.hpp"
#include "tests/conformance/dynamic.hpp"
#include "tests/unit/crypto/from_hex.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

const jose::Key& rsa_key() {
  static const auto key = jose::Key::generate(crypto::KeyType::rsa);
  return key;
}

class Documents : public Dynamic {
 protected:
  // A path of this test alone.
  [[nodiscard]] std::string path(const std::string& name) const { return "/" + name_ + "/" + name; }
  // Publishes; the address.
  std::string publish(const std::string& name, const std::string& body,
                      const std::string& type = "application/json") {
    receiver.serve(path(name), {.body = body, .type = type});
    return receiver.url(path(name));
  }
  std::string publish_keys(const jose::Key& key, const std::string& kid) {
    return publish("jwks.json", json::serialize(jwks_of(key, kid)));
  }
  [[nodiscard]] static json::object signing_client() {
    auto wish = metadata();
    wish["token_endpoint_auth_method"] = "private_key_jwt";
    return wish;
  }
  // An ordinary request as a signed object; of what stands outside only what OAuth needs is left.
  [[nodiscard]] std::string request_object(const Fields& parameters, const std::string& state) {
    json::object claims{{"iss", client.id}, {"aud", provider.issuer()}};
    for (const auto& [name, value] : parameters) claims[name] = value;
    claims["state"] = state;
    return sign(rsa_key(), "key", claims);
  }
  [[nodiscard]] std::string unsigned_object() const {
    return codec::to_base64url(as_bytes(R"({"alg":"none"})")) + "." +
           codec::to_base64url(
               as_bytes(R"({"client_id":")" + client.id + R"(","state":"inside"})")) +
           ".";
  }
  [[nodiscard]] std::string sign_in_page() {
    return browser->follow(browser->get("/oauth2/authorize?" + Browser::encode(request()))).body;
  }
  [[nodiscard]] std::string consent_page() {
    const auto page =
        browser->follow(browser->get("/oauth2/authorize?" + Browser::encode(request())));
    return test::sign_in(*browser, page, *person, provider.codes).last.body;
  }
  void expect_link(const std::string& member, const std::string& uri) {
    auto wish = metadata();
    wish[member] = uri;
    register_client(wish);
    EXPECT_THAT(sign_in_page(), HasSubstr("href=\"" + uri + "\""));
    EXPECT_THAT(consent_page(), HasSubstr("href=\"" + uri + "\""));
  }
  [[nodiscard]] static Fields outer(const Fields& parameters) {
    return without(without(without(parameters, "state"), "nonce"), "redirect_uri");
  }

  Receiver& receiver = provider.receiver();

 private:
  const std::string name_ = random_text();
};

// OpenID Connect Core 5.3.2: signed, addressed to the client, without a nonce.
TEST_P(Documents, oidcc_userinfo_rs256) {
  auto wish = metadata();
  wish["userinfo_signed_response_alg"] = "RS256";
  register_client(wish);
  const auto login = log_in();
  const auto answer = userinfo(*browser, login.access_token());
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.header("content-type").starts_with("application/jwt"));
  const auto keys = provider.keys();
  const auto jws = jose::verify_jws(
      answer.body, {.algorithms = {jose::SignAlg::rs256}}, [&](const jose::JwsHeader& header) {
        const auto found = std::ranges::find(keys, header.kid, &jose::Jwk::kid);
        return found == keys.end() ? std::nullopt : std::optional(found->key);
      });
  ASSERT_TRUE(jws) << jws.error().id;
  const auto claims = json::parse(jws->payload).as_object();
  EXPECT_EQ(claims.at("iss"), json::value(provider.issuer()));
  EXPECT_EQ(claims.at("aud"), json::value(client.id));
  EXPECT_EQ(claims.at("sub"), json::value(login.subject()));
  EXPECT_FALSE(claims.contains("nonce"));
}

// None is advertised, so that the suite skips this one; who registers it all the same is refused.
TEST_P(Documents, oidcc_idtoken_unsigned) {
  auto wish = metadata();
  wish["id_token_signed_response_alg"] = "none";
  expect_refused(wish, {"invalid_client_metadata"});
}

// The logo is fetched once and shown from here, on the sign-in page and on the one for consent.
TEST_P(Documents, oidcc_registration_logo_uri) {
  const auto png = from_hex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489");
  auto wish = metadata();
  wish["logo_uri"] = publish("logo.png", std::string(png.begin(), png.end()), "image/png");
  register_client(wish);
  const auto page = sign_in_page();
  const auto at = page.find("/oauth2/logos/" + client.id);
  ASSERT_NE(at, std::string::npos) << page;
  EXPECT_THAT(consent_page(), HasSubstr("/oauth2/logos/" + client.id));
  // It is fetched beside all requests.
  const auto address = page.substr(at, page.find('"', at) - at);
  Answer logo;
  (void)app::wait_until(
      [&] {
        logo = browser->get(address);
        return logo.status == 200;
      },
      seconds{30});
  EXPECT_EQ(receiver.calls(path("logo.png")), 1u);
  EXPECT_EQ(logo.status, 200);
  EXPECT_EQ(logo.header("content-type"), "image/png");
  EXPECT_EQ(logo.body, std::string(png.begin(), png.end()));
}

TEST_P(Documents, oidcc_registration_policy_uri) {
  expect_link("policy_uri", std::string(kBase) + "policy");
}

TEST_P(Documents, oidcc_registration_tos_uri) {
  expect_link("tos_uri", std::string(kBase) + "tos");
}

// None is advertised, so that the suite skips this one too.
TEST_P(Documents, oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported) {
  for (const auto& alg :
       provider.metadata().at("request_object_signing_alg_values_supported").as_array())
    EXPECT_NE(alg, json::value("none"));
  register_client(metadata());
  const auto response =
      visit(with(request(), "request_uri", publish("any.jwt", unsigned_object())));
  EXPECT_EQ(response.get("code"), "");
  EXPECT_EQ(receiver.calls(path("any.jwt")), 0u) << "it is not registered";
}

// What is encrypted to the client only its key opens (OpenID Connect Core 10.2).
TEST_P(Documents, an_id_token_and_userinfo_are_encrypted_to_the_client) {
  const auto key = jose::Key::generate(crypto::KeyType::ec_p256);
  auto wish = metadata();
  wish["jwks_uri"] = publish(
      "jwks.json", json::serialize(json::object{
                       {"keys", {jose::to_jwk(jose::EncryptionJwk{.key = key, .kid = "enc"})}}}));
  for (const auto* answer : {"id_token", "userinfo"}) {
    wish[std::string(answer) + "_encrypted_response_alg"] = "ECDH-ES";
    wish[std::string(answer) + "_encrypted_response_enc"] = "A256GCM";
  }
  register_client(wish);
  const auto response = visit(request());
  check_response(response, variant, state());
  const auto tokens = redeem(*provider.browser(), client, response.get("code"));
  ASSERT_EQ(tokens.answer.status, 200) << tokens.answer.body;
  crypto::SystemRandom random;
  const jose::JweRules rules{.key_algs = {jose::KeyAlg::ecdh_es},
                             .content_algs = {jose::ContentAlg::a256gcm}};
  const auto open = [&](const std::string& text, const jose::Key& by) {
    return jose::decrypt_jwe(
        text, rules, [&](const jose::JweHeader&) { return std::optional(by); }, random);
  };
  const auto id_token = open(tokens.text("id_token"), key);
  ASSERT_TRUE(id_token) << id_token.error().id;
  EXPECT_EQ(id_token->header.kid, "enc");
  const auto parts = jose::peek_payload(id_token->plain);
  ASSERT_TRUE(parts) << "a signed token is inside";
  EXPECT_THAT(*parts, HasSubstr(client.id));
  EXPECT_FALSE(open(tokens.text("id_token"), jose::Key::generate(crypto::KeyType::ec_p256)));
  const auto claims = userinfo(*browser, tokens.text("access_token"));
  EXPECT_TRUE(claims.header("content-type").starts_with("application/jwt"));
  const auto opened = open(claims.body, key);
  ASSERT_TRUE(opened) << claims.body;
  EXPECT_THAT(opened->plain, HasSubstr(R"("sub")"));
}

TEST_P(Documents, oidcc_registration_jwks_uri) {
  auto wish = signing_client();
  wish["jwks_uri"] = publish_keys(rsa_key(), "key");
  register_client(wish, rsa_key());
  (void)log_in();
  EXPECT_GE(receiver.calls(path("jwks.json")), 1u);
}

TEST_P(Documents, oidcc_ensure_client_assertion_with_iss_aud_succeeds) {
  auto wish = signing_client();
  wish["jwks"] = jwks_of(rsa_key());
  register_client(wish, rsa_key());
  (void)log_in();
  // OpenID Connect Core 9: the URL of the token endpoint is the usual one.
  client.audience = std::string(provider.metadata().at("token_endpoint").as_string());
  (void)finish(visit(request()));
  client.audience = "https://elsewhere.test";
  const auto code = visit(request()).get("code");
  check_token_error(redeem(*browser, client, code), {"invalid_client"});
}

// OpenID Connect Core 10.1.1: the keys at jwks_uri change, and nobody tells us.
TEST_P(Documents, oidcc_refresh_token_rp_key_rotation) {
  auto wish = signing_client();
  wish["jwks_uri"] = publish_keys(rsa_key(), "before");
  register_client(wish, rsa_key());
  client.kid = "before";
  const auto login = log_in({.scope = "openid offline_access"});
  const auto refreshed = refresh(*browser, client, login.tokens.text("refresh_token"));
  ASSERT_EQ(refreshed.answer.status, 200) << refreshed.answer.body;

  auto old = client;
  client.key = jose::Key::generate(crypto::KeyType::rsa);
  client.kid = "after";
  publish_keys(*client.key, "after");
  const auto again = refresh(*browser, client, refreshed.text("refresh_token"));
  EXPECT_EQ(again.answer.status, 200) << again.answer.body;
  check_token_error(refresh(*browser, old, again.text("refresh_token")), {"invalid_client"});
}

// OpenID Connect Core 8.1, Registration 5: all redirect URIs stand in the document, and its host is
// the sector.
TEST_P(Documents, oidcc_registration_sector_uri) {
  auto wish = metadata();
  wish["sector_identifier_uri"] = publish("sector.json", json::serialize(wish["redirect_uris"]));
  wish["subject_type"] = "pairwise";
  register_client(wish);
  EXPECT_EQ(receiver.calls(path("sector.json")), 1u);
  const auto subject = log_in().subject();

  const auto first = client;
  Dynamic::manage("DELETE");
  auto other = metadata();
  other["redirect_uris"] = json::array{"https://other.test/callback"};
  other["sector_identifier_uri"] = publish("other.json", json::serialize(other["redirect_uris"]));
  other["subject_type"] = "pairwise";
  register_client(other);
  EXPECT_EQ(finish(visit(request())).subject(), subject) << "one sector, one subject";
}

TEST_P(Documents, oidcc_registration_sector_bad) {
  auto wish = metadata();
  wish["subject_type"] = "pairwise";
  const std::vector<std::pair<std::string, std::string>> documents{
      {"lacks.json", R"(["https://suite.test/other"])"},
      {"object.json", R"({"redirect_uris":[]})"},
      {"broken.json", "["},
      {"large.json", "[\"" + std::string(2'000'000, 'a') + "\"]"}};
  for (const auto& [name, body] : documents) {
    wish["sector_identifier_uri"] = publish(name, body);
    expect_refused(wish, {"invalid_client_metadata"});
  }
  receiver.serve(path("moved.json"), {.status = 302, .location = receiver.url(path("good.json"))});
  publish("good.json", json::serialize(wish["redirect_uris"]));
  wish["sector_identifier_uri"] = receiver.url(path("moved.json"));
  expect_refused(wish, {"invalid_client_metadata"});
  EXPECT_EQ(receiver.calls(path("good.json")), 0u) << "redirects are not followed";
}

// OpenID Connect Core 6.2: the object is fetched from a registered address, whose fragment is the
// hash of the document.
TEST_P(Documents, oidcc_request_uri_signed_rs256) {
  EXPECT_EQ(provider.metadata().at("request_uri_parameter_supported"), true);
  auto wish = metadata();
  wish["jwks"] = jwks_of(rsa_key());
  wish["request_object_signing_alg"] = "RS256";
  wish["request_uris"] = {receiver.url(path("request.jwt")) + "#" + random_text(32)};
  register_client(wish);
  const auto parameters = request();
  const auto object = request_object(parameters, state());
  const auto uri = publish("request.jwt", object, "application/oauth-authz-req+jwt") + "#" +
                   codec::to_base64url(crypto::sha256(as_bytes(object)));
  const auto response = visit(with(outer(parameters), "request_uri", uri));
  (void)finish(response);
  EXPECT_GE(receiver.calls(path("request.jwt")), 1u);
}

TEST_P(Documents, oidcc_ensure_request_object_with_redirect_uri) {
  auto wish = metadata();
  wish["jwks"] = jwks_of(rsa_key());
  register_client(wish);
  const auto parameters = request();
  const auto object = request_object(parameters, state());
  // The outer address is wrong, the inner one is right and wins (RFC 9101 5).
  const auto response = visit(with(
      with(outer(parameters), "redirect_uri", client.redirect_uri + "/random"), "request", object));
  (void)finish(response);
}

// Neither an unsigned object nor one from elsewhere is taken; what is shown is a page or the error
// at the registered address.
TEST_P(Documents, oidcc_request_uri_unsigned) {
  auto wish = metadata();
  wish["request_uris"] = {receiver.url(path("request.jwt"))};
  register_client(wish);
  const auto parameters = request();
  const auto object = unsigned_object();
  const auto uri = publish("request.jwt", object, "application/oauth-authz-req+jwt");
  const auto response = visit(with(parameters, "request_uri", uri));
  EXPECT_EQ(response.get("code"), "");
  EXPECT_THAT(response.error(),
              ::testing::AnyOf("", "invalid_request_object", "request_uri_not_supported"));
  const auto elsewhere = publish("elsewhere.jwt", object);
  EXPECT_EQ(visit(with(parameters, "request_uri", elsewhere)).get("code"), "");
  EXPECT_EQ(receiver.calls(path("elsewhere.jwt")), 0u) << "only registered addresses are asked";
}

// Our own keys change by themselves: the next one is published before it is used, and the one
// before stays until nothing that it signed is valid.
TEST_P(Documents, oidcc_server_rotate_keys) {
  register_client(metadata());
  const auto kids = [&] {
    std::set<std::string> out;
    for (const auto& key : provider.keys()) out.insert(key.kid);
    return out;
  };
  const auto kid_of = [](const std::string& token) {
    const auto header = codec::from_base64url(token.substr(0, token.find('.')));
    return std::string(json::parse(as_text(*header)).at("kid").as_string());
  };
  const auto before = kid_of(log_in().id_token());
  auto published = kids();
  EXPECT_TRUE(published.contains(before));

  provider.let_pass(days{89} + hours{1});
  const auto next = kids();
  EXPECT_GT(next.size(), published.size()) << "published ahead of use";
  browser = provider.browser();
  EXPECT_EQ(kid_of(finish(visit(request())).id_token()), before) << "but not used yet";

  provider.let_pass(days{1} + hours{2});
  browser = provider.browser();
  const auto after = kid_of(finish(visit(request())).id_token());
  EXPECT_NE(after, before);
  EXPECT_TRUE(next.contains(after)) << "it was known before";
  EXPECT_TRUE(kids().contains(before)) << "for what it signed";
}

INSTANTIATE_TEST_SUITE_P(dynamic, Documents, ::testing::Values(Variant{.name = "code"}), name_of);

}  // namespace
}  // namespace tessera::conformance
