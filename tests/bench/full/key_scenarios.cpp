#include "bench/full/key_scenarios.hpp"

#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/jose/jws.hpp>

namespace tessera::bench {
namespace {

namespace json = boost::json;
using crypto::SignAlg;

constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::string_view kTokenPath = "/oauth2/token";
constexpr std::string_view kParPath = "/oauth2/par";

std::string random_text(std::size_t bytes) {
  static crypto::SystemRandom random;
  return codec::to_base64url(random.bytes(bytes));
}

std::string sign(const KeyClient& client, const std::string& header, const json::object& claims) {
  return jose::sign_jws(client.key, SignAlg::es256, header, json::serialize(claims));
}

std::string assertion(const KeyClient& client, const Target& target) {
  static const auto header = jose::encode_header(SignAlg::es256, "k1", "JWT");
  const auto now = to_unix(SystemClock().now());
  return sign(client, header,
              {{"iss", client.id},
               {"sub", client.id},
               {"aud", target.origin},
               {"jti", random_text(12)},
               {"iat", now},
               {"exp", now + 60}});
}

// RFC 9449 4.2.
std::string proof(const KeyClient& client, const Target& target, std::string_view method,
                  std::string_view path, std::string_view token = {}) {
  json::object claims{{"jti", random_text(12)},
                      {"htm", method},
                      {"htu", target.origin + std::string(path)},
                      {"iat", to_unix(SystemClock().now())}};
  if (!token.empty()) claims["ath"] = codec::to_base64url(crypto::sha256(as_bytes(token)));
  const auto header = jose::encode_header(SignAlg::es256, "", "dpop+jwt",
                                          json::object{{"jwk", jose::to_jwk(client.key)}});
  return "DPoP: " + sign(client, header, claims) + "\r\n";
}

std::string with_assertion(const KeyClient& client, const Target& target,
                           std::vector<std::pair<std::string, std::string>> fields) {
  fields.emplace_back("client_id", client.id);
  fields.emplace_back("client_assertion_type", std::string(kJwtBearer));
  fields.emplace_back("client_assertion", assertion(client, target));
  return form(fields);
}

struct Pushed {
  std::string path;  // to authorize with
  std::string verifier;
};

Task<Pushed> push(Link& link, const KeyClient& client, std::string prompt) {
  Pushed out{.path = {}, .verifier = random_text(32)};
  std::vector<std::pair<std::string, std::string>> fields{
      {"response_type", "code"},
      {"redirect_uri", std::string(kRedirect)},
      {"scope", "openid email"},
      {"state", "s1"},
      {"nonce", "n1"},
      {"code_challenge", codec::to_base64url(crypto::sha256(as_bytes(out.verifier)))},
      {"code_challenge_method", "S256"}};
  if (!prompt.empty()) fields.emplace_back("prompt", std::move(prompt));
  const auto& target = link.target();
  const auto answer = co_await link.ask(
      post_form(target, kParPath, with_assertion(client, target, std::move(fields))));
  expect_status(answer, 201, "pushed request");
  out.path = "/oauth2/authorize?" + form({{"client_id", client.id},
                                          {"request_uri", member_of(answer.body, "request_uri")}});
  co_return out;
}

Task<> redeem(Link& link, const KeyClient& client, const Pushed& pushed, std::string code) {
  const auto& target = link.target();
  const auto fields = with_assertion(client, target,
                                     {{"grant_type", "authorization_code"},
                                      {"code", std::move(code)},
                                      {"redirect_uri", std::string(kRedirect)},
                                      {"code_verifier", pushed.verifier}});
  const auto answer = co_await link.ask(
      post_form(target, kTokenPath, fields, proof(client, target, "POST", kTokenPath)));
  expect_status(answer, 200, "token");
  if (member_of(answer.body, "token_type") != "DPoP" || member_of(answer.body, "id_token").empty())
    throw std::runtime_error("not the tokens of DPoP: " + answer.body.substr(0, 300));
}

// An address that no other guess has had.
std::string address_of(std::size_t n) {
  return "10." + std::to_string(n / 65536 % 256) + "." + std::to_string(n / 256 % 256) + "." +
         std::to_string(n % 256);
}

}  // namespace

Scenario signed_client_credentials(const KeyClient& client) {
  return [&client](Link& link, std::size_t) -> Task<> {
    const auto& target = link.target();
    const auto fields = with_assertion(
        client, target, {{"grant_type", "client_credentials"}, {"scope", "statistics:read"}});
    const auto answer = co_await link.ask(post_form(target, kTokenPath, fields));
    expect_status(answer, 200, "client_credentials");
  };
}

Scenario introspect_as_jwt(const Portal& portal, Tokens tokens) {
  const std::string wanted = "application/token-introspection+jwt";
  const auto fields = basic(portal.id, portal.secret) + "Accept: " + wanted + "\r\n";
  return [fields, wanted, tokens](Link& link, std::size_t turn) -> Task<> {
    const auto& token = (*tokens)[turn % tokens->size()];
    const auto answer =
        co_await link.ask(post_form(link.target(), "/oauth2/introspect", "token=" + token, fields));
    expect_status(answer, 200, "introspect");
    if (answer.header("content-type") != wanted) throw std::runtime_error("not a JWT");
  };
}

Scenario userinfo_by_dpop(const KeyClient& client, Tokens tokens) {
  return [&client, tokens](Link& link, std::size_t turn) -> Task<> {
    constexpr std::string_view kPath = "/oauth2/userinfo";
    const auto& token = (*tokens)[turn % tokens->size()];
    const auto fields =
        "Authorization: DPoP " + token + "\r\n" + proof(client, link.target(), "GET", kPath, token);
    const auto answer = co_await link.ask(get(link.target(), kPath, fields));
    expect_status(answer, 200, "userinfo");
  };
}

Scenario pushed_sign_on(const Contents& contents) {
  return [&contents](Link& link, std::size_t turn) -> Task<> {
    const auto pushed = co_await push(link, contents.fapi, "none");
    const auto answer =
        co_await link.ask(get(link.target(), pushed.path, session_field(contents, turn)));
    if (answer.status != 302 && answer.status != 303) expect_status(answer, 303, "authorize");
    co_await redeem(link, contents.fapi, pushed, code_of(answer));
  };
}

Scenario pushed_log_in(const Contents& contents) {
  return [&contents](Link& link, std::size_t turn) -> Task<> {
    const auto& people = contents.password_only;
    const auto pushed = co_await push(link, contents.fapi, {});
    auto code = co_await code_by_password(link, pushed.path, people[turn % people.size()], {});
    co_await redeem(link, contents.fapi, pushed, std::move(code));
  };
}

Scenario Guesses::scenario() {
  return [this](Link& link, std::size_t turn) -> Task<> {
    const auto& target = link.target();
    if (!page_) {
      auto answer = co_await link.ask(get(target, "/sign-in"));
      expect_status(answer, 303, "sign-in");
      answer = co_await link.ask(get(target, answer.header("location")));
      Cookies cookies;
      cookies.take(answer);
      page_ = std::make_shared<Page>(Page{read_sign_in_page(answer), cookies.field()});
    }
    const auto fields = form({{"csrf", page_->form.csrf},
                              {"action", "continue"},
                              {"username", "absent" + std::to_string(turn)},
                              {"password", "a guess that is wrong"}});
    const auto head = "Origin: " + target.origin + "\r\nX-Forwarded-For: " + address_of(turn) +
                      "\r\nX-Forwarded-Proto: https\r\n" + page_->cookies;
    const auto answer = co_await link.ask(post_form(target, page_->form.action, fields, head));
    if (answer.status != 400 && answer.status != 429 && answer.status != 503)
      expect_status(answer, 400, "guess");
  };
}

}  // namespace tessera::bench
