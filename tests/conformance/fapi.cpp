#include "tests/conformance/fapi.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/jws.hpp>

#include "tests/support/program.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr const char* kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr const char* kCallback = "https://suite.test/test/a/fapi/callback";

void change(json::object& object, const Changes& changes) {
  for (const auto& [name, value] : changes) {
    if (value.is_null())
      object.erase(name);
    else
      object[name] = value;
  }
}

std::string make_jwt(const std::string& typ, json::object header, json::object claims,
                     const JwtWish& wish, const jose::Key& key, jose::SignAlg alg) {
  change(header, wish.header);
  change(claims, wish.claims);
  if (wish.unsigned_) {
    return codec::to_base64url(as_bytes(R"({"alg":"none","typ":")" + typ + R"("})")) + "." +
           codec::to_base64url(as_bytes(json::serialize(claims))) + ".";
  }
  const auto used = wish.alg.value_or(alg);
  const std::string kid = header.contains("jwk") ? "" : "key";
  auto name = typ;
  if (const auto* other = wish.header.if_contains("typ")) name = other->as_string().c_str();
  header.erase("typ");
  return jose::sign_jws(wish.key.value_or(key), used, jose::encode_header(used, kid, name, header),
                        json::serialize(claims));
}

json::object party_keys(const std::string& kid, const Party& party) {
  json::array keys{jose::to_jwk(party.key, kid, party.alg)};
  if (party.certificate) keys.push_back(jose::to_jwk(party.certificate, "certificate"));
  return {{"keys", std::move(keys)}};
}

// A self-signed certificate (RFC 8705 2.2) for the party's connection, one per number and run.
void give_certificate(Party& party, int number) {
  static const test::TempFolder folder;
  const auto base = folder.path() / std::to_string(number);
  const auto certificate = base.string() + ".crt";
  const auto key = base.string() + ".key";
  const auto der = base.string() + ".der";
  if (!fs::exists(der)) {
    const std::vector<std::vector<std::string>> steps{
        {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=party" + std::to_string(number), "-keyout", key,
         "-out", certificate},
        {"/usr/bin/openssl", "pkey", "-in", key, "-pubout", "-outform", "DER", "-out", der}};
    for (const auto& step : steps) {
      const auto run = test::run_program({.argv = step});
      if (run.code != 0) throw std::runtime_error("openssl: " + run.err);
    }
  }
  const auto spki = test::read_file(der);
  party.certificate = jose::Key::from_public_der(as_bytes(spki)).value();
  party.back->set_client_certificate(certificate, key);
}

}  // namespace

Fapi::Fapi()
    : browser(provider.browser()),
      person(&provider.next_citizen()),
      first(make_party(1)),
      second(make_party(2)) {}

Party Fapi::make_party(int number) {
  Party party;
  party.alg = number == 1 ? jose::SignAlg::es256 : jose::SignAlg::ps256;
  // Two key pairs for the whole run: to make an RSA key takes a while.
  static const std::array kKeys{jose::Key::generate(crypto::KeyType::ec_p256),
                                jose::Key::generate(crypto::KeyType::rsa)};
  party.key = kKeys.at(number - 1);
  party.dpop = jose::Key::generate(crypto::KeyType::ec_p256);
  party.back = provider.browser();
  if (variant.mtls_auth || variant.mtls_bound) give_certificate(party, number);
  party.name = "FAPI " + variant.name + " " + std::to_string(number) + " " + random_text(6);
  json::object registration{
      {"name", party.name},
      {"owner", "Conformance office"},
      {"contacts", {"suite@suite.test"}},
      {"home_uri", "https://suite.test/"},
      {"policy_uri", "https://suite.test/privacy"},
      {"profile", "fapi2"},
      {"token_endpoint_auth_method",
       variant.mtls_auth ? "self_signed_tls_client_auth" : "private_key_jwt"},
      {"id_token_signed_response_alg", jose::to_string(party.alg)},
      {"dpop_bound_access_tokens", !variant.mtls_bound},
      {"tls_client_certificate_bound_access_tokens", variant.mtls_bound},
      {"grant_types", {"authorization_code", "refresh_token", "client_credentials"}},
      {"scopes", {"openid", "offline_access", "permits:read"}},
      {"audiences", {"https://permits.example/api"}},
      {"redirect_uris",
       {kCallback + std::string(number == 2 ? "?dummy1=lorem&dummy2=ipsum" : "")}}};
  if (!variant.delivery.empty()) add_delivery(party, registration);
  if (variant.signed_request) registration["require_signed_request_object"] = true;
  if (variant.jarm) registration["authorization_signed_response_alg"] = jose::to_string(party.alg);
  registration["jwks"] = party_keys("key", party);
  party.client = provider.add_client(registration);
  return party;
}

// CIBA 4.
void Fapi::add_delivery(Party& party, json::object& registration) {
  registration["grant_types"] = {"authorization_code", "refresh_token",
                                 "urn:openid:params:grant-type:ciba"};
  registration["backchannel_token_delivery_mode"] = variant.delivery;
  registration["backchannel_authentication_request_signing_alg"] = jose::to_string(party.alg);
  if (variant.delivery != "ping") return;
  party.notified_at = "/ciba/" + random_text();
  provider.receiver().serve(party.notified_at, {.status = 204});
  registration["backchannel_client_notification_endpoint"] =
      provider.receiver().url(party.notified_at);
}

std::string Fapi::endpoint(const Party&, const std::string& name) const {
  if (variant.mtls_auth || variant.mtls_bound) {
    const auto& aliases = provider.metadata().at("mtls_endpoint_aliases").as_object();
    if (const auto* alias = aliases.if_contains(name)) return alias->as_string().c_str();
  }
  return provider.metadata().at(name).as_string().c_str();
}

std::string Fapi::assertion(const Party& party, const JwtWish& wish) const {
  const auto now = to_unix(provider.now());
  return make_jwt("JWT", {},
                  {{"iss", party.client.id},
                   {"sub", party.client.id},
                   {"aud", provider.issuer()},
                   {"jti", random_text()},
                   {"iat", now},
                   {"nbf", now},
                   {"exp", now + 60}},
                  wish, party.key, party.alg);
}

std::string Fapi::proof(const Party& party, const std::string& method, const std::string& url,
                        const std::string& access_token, const JwtWish& wish) const {
  json::object claims{
      {"jti", random_text()}, {"htm", method}, {"htu", url}, {"iat", to_unix(provider.now())}};
  if (!access_token.empty())
    claims["ath"] = codec::to_base64url(crypto::sha256(as_bytes(access_token)));
  auto jwk = jose::to_jwk(wish.key.value_or(party.dpop));
  jwk.erase("use");
  return make_jwt("dpop+jwt", {{"jwk", jwk}}, claims, wish, party.dpop, jose::SignAlg::es256);
}

Fields Fapi::request(const Party& party, const Fields& more) {
  state = random_text();
  nonce = variant.openid ? random_text() : "";
  verifier = random_text(32);
  Fields out{{"client_id", party.client.id},
             {"response_type", "code"},
             {"scope", variant.openid ? "openid" : "permits:read"},
             {"redirect_uri", party.client.redirect_uri},
             {"state", state},
             {"code_challenge", codec::to_base64url(crypto::sha256(as_bytes(verifier)))},
             {"code_challenge_method", "S256"}};
  if (variant.openid) out.emplace_back("nonce", nonce);
  if (variant.jarm) out.emplace_back("response_mode", "jwt");
  for (const auto& [name, value] : more) {
    std::erase_if(out, [&](const auto& field) { return field.first == name; });
    if (!value.empty()) out.emplace_back(name, value);
  }
  return out;
}

Fields Fapi::pack(const Party& party, const Fields& parameters, const JwtWish& object) const {
  if (!variant.signed_request) return parameters;
  return {{"client_id", party.client.id}, {"request", signed_object(party, parameters, object)}};
}

std::string Fapi::signed_object(const Party& party, const Fields& parameters,
                                const JwtWish& object) const {
  const auto now = to_unix(provider.now());
  json::object claims{
      {"iss", party.client.id}, {"aud", provider.issuer()}, {"iat", now}, {"nbf", now},
      {"exp", now + 300},       {"jti", random_text()}};
  for (const auto& [name, value] : parameters) claims[name] = value;
  return make_jwt("oauth-authz-req+jwt", {}, claims, object, party.key, party.alg);
}

Fields Fapi::authenticated(const Party& party, Fields form, const TokenWish& wish) const {
  if (!wish.with_assertion || variant.mtls_auth) return form;
  form.emplace_back("client_assertion_type", kAssertionType);
  form.emplace_back("client_assertion", assertion(party, wish.assertion));
  return form;
}

Answer Fapi::push(const Party& party, Fields parameters, const TokenWish& wish) {
  const auto url = endpoint(party, "pushed_authorization_request_endpoint");
  parameters = authenticated(party, std::move(parameters), wish);
  Fields headers{{"Content-Type", "application/x-www-form-urlencoded"}};
  if (wish.push_with_proof) headers.emplace_back("DPoP", proof(party, "POST", url, "", wish.proof));
  return party.back->send(
      url, {.method = "POST", .headers = headers, .body = Browser::encode(parameters)});
}

std::string Fapi::pushed(const Party& party, const Fields& parameters) {
  const auto answer = push(party, pack(party, parameters));
  EXPECT_EQ(answer.status, 201) << answer.body;
  boost::system::error_code ec;
  const auto body = json::parse(answer.body, ec);
  if (ec || answer.status != 201) return "";
  EXPECT_GE(body.at("expires_in").as_int64(), 5);
  EXPECT_NE(answer.header("cache-control").find("no-store"), std::string::npos);
  return body.at("request_uri").as_string().c_str();
}

Response Fapi::visit(const Party& party, const std::string& request_uri, const Fields& more,
                     bool cancel) {
  Fields query{{"client_id", party.client.id}, {"request_uri", request_uri}};
  query.insert(query.end(), more.begin(), more.end());
  return unpacked(party,
                  authorize({.browser = *browser, .person = *person, .cancel = cancel}, query));
}

Response Fapi::unpacked(const Party& party, Response response) {
  const auto packed = response.get("response");
  if (packed.empty()) return response;
  for (const auto* name : {"code", "state", "iss", "error"})
    EXPECT_FALSE(response.fields.contains(name)) << name << " beside the signed response";
  const auto keys = provider.keys();
  const auto jws =
      jose::verify_jws(packed, {.algorithms = {party.alg}}, [&](const jose::JwsHeader& header) {
        const auto found = std::ranges::find(keys, header.kid, &jose::Jwk::kid);
        return found == keys.end() ? std::nullopt : std::optional(found->key);
      });
  EXPECT_TRUE(jws.has_value()) << packed;
  if (!jws) return response;
  const auto claims = json::parse(jws->payload).as_object();
  EXPECT_EQ(claims.at("aud"), party.client.id.c_str());
  const auto life = claims.at("exp").as_int64() - to_unix(provider.now());
  EXPECT_GE(life, 10);
  EXPECT_LE(life, 600);
  response.fields.clear();
  for (const auto& [name, value] : claims) {
    if (value.is_string()) response.fields[name] = value.as_string().c_str();
  }
  return response;
}

Tokens Fapi::ask(const Party& party, Fields form, const TokenWish& wish) {
  const auto url = endpoint(party, "token_endpoint");
  form.emplace_back("client_id", wish.client_id.value_or(party.client.id));
  form = authenticated(party, std::move(form), wish);
  Fields headers{{"Content-Type", "application/x-www-form-urlencoded"}};
  if (!variant.mtls_bound && wish.with_proof)
    headers.emplace_back("DPoP", proof(party, "POST", url, "", wish.proof));
  // Without the certificate where that is what proves it.
  const bool bare =
      (variant.mtls_auth && !wish.with_assertion) || (variant.mtls_bound && !wish.with_proof);
  const auto stranger = bare ? provider.browser() : nullptr;
  Tokens out{
      .answer =
          (bare ? *stranger : *party.back)
              .send(url, {.method = "POST", .headers = headers, .body = Browser::encode(form)})};
  boost::system::error_code ec;
  const auto value = json::parse(out.answer.body, ec);
  if (!ec && value.is_object()) out.body = value.as_object();
  return out;
}

Tokens Fapi::redeem_code(const Party& party, const std::string& code, const TokenWish& wish) {
  return ask(party,
             {{"grant_type", "authorization_code"},
              {"code", code},
              {"redirect_uri", party.client.redirect_uri},
              {"code_verifier", verifier}},
             wish);
}

void Fapi::check_success(const Party& party, const Response& response) {
  ASSERT_EQ(response.where, Response::Where::query) << response.last.status;
  EXPECT_EQ(response.error(), "") << response.get("error_description");
  EXPECT_EQ(response.get("state"), state);
  EXPECT_EQ(response.get("iss"), provider.issuer());
  EXPECT_GE(response.get("code").size(), 22u);
  EXPECT_TRUE(response.last.header("location").starts_with(party.client.redirect_uri));
}

FapiLogin Fapi::finish(const Party& party, Response response) {
  FapiLogin out{.response = std::move(response)};
  check_success(party, out.response);
  if (HasFatalFailure()) return out;
  out.tokens = redeem_code(party, out.response.get("code"));
  EXPECT_EQ(out.tokens.answer.status, 200) << out.tokens.answer.body;
  EXPECT_EQ(out.tokens.text("token_type"), variant.mtls_bound ? "Bearer" : "DPoP");
  EXPECT_GE(out.access_token().size(), 22u);
  if (variant.openid)
    out.id = read_id_token(out.tokens.text("id_token"),
                           {.client = party.client, .nonce = nonce, .alg = party.alg});
  EXPECT_EQ(resource(party, out.access_token()).status, 200);
  return out;
}

FapiLogin Fapi::log_in(const Party& party, const Fields& more) {
  return finish(party, visit(party, pushed(party, request(party, more))));
}

Answer Fapi::resource(const Party& party, const std::string& access_token, const JwtWish& wish,
                      const std::string& scheme) {
  if (!variant.openid) return introspected(party, access_token);
  const auto url = endpoint(party, "userinfo_endpoint");
  const std::string used = scheme.empty() ? (variant.mtls_bound ? "Bearer" : "DPoP") : scheme;
  Fields headers{{"Authorization", used + " " + access_token}};
  if (!variant.mtls_bound)
    headers.emplace_back("DPoP", proof(party, "GET", url, access_token, wish));
  return party.back->send(url, {.headers = headers});
}

// UserInfo is for OpenID Connect; here the API asks, and compares the key that the token names.
Answer Fapi::introspected(const Party& party, const std::string& access_token) {
  const auto form = authenticated(party, {{"token", access_token}, {"client_id", party.client.id}});
  auto answer = party.back->post(endpoint(party, "introspection_endpoint"), form);
  boost::system::error_code ec;
  const auto body = json::parse(answer.body, ec);
  if (ec || !body.as_object().contains("active") || !body.at("active").as_bool()) {
    answer.status = 401;
    return answer;
  }
  const auto& cnf = body.at("cnf").as_object();
  if (variant.mtls_bound)
    EXPECT_TRUE(cnf.contains("x5t#S256")) << answer.body;
  else if (cnf.at("jkt") != jose::thumbprint(party.dpop).c_str())
    answer.status = 401;
  return answer;
}

void Fapi::expect_refused(const Answer& answer, const std::vector<std::string>& codes) {
  EXPECT_TRUE(answer.status == 400 || answer.status == 401) << answer.status << answer.body;
  boost::system::error_code ec;
  const auto body = json::parse(answer.body, ec);
  ASSERT_TRUE(!ec && body.is_object()) << answer.body;
  const auto* error = body.as_object().if_contains("error");
  ASSERT_NE(error, nullptr) << answer.body;
  EXPECT_THAT(std::string(error->as_string()), ::testing::AnyOfArray(codes)) << answer.body;
}

}  // namespace tessera::conformance
