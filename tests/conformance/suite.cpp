#include "tests/conformance/suite.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/jose/jws.hpp>

#include "tests/support/program.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr const char* kRedirect = "https://suite.test/test/a/tessera/callback";
constexpr const char* kDiscovery = "/.well-known/openid-configuration";

json::object parse_object(const std::string& text) {
  boost::system::error_code ec;
  auto value = json::parse(text, ec);
  return !ec && value.is_object() ? value.as_object() : json::object{};
}

void take_fields(std::string_view encoded, Response& into) {
  const auto form = codec::Form::parse(encoded);
  if (!form) throw std::runtime_error("not a form: " + std::string(encoded));
  into.repeated = form->duplicate().has_value();
  for (const auto& [name, value] : form->fields()) into.fields[name] = value;
}

// Where the browser stands at the end is where the client's part begins.
Response read_response(Answer last) {
  Response out;
  if (const auto form = test::find_form(last.body, "form-post");
      form && last.body.find("data-auto-submit") != std::string::npos) {
    out.where = Response::Where::posted;
    for (const auto& field : form->fields) {
      out.repeated |= out.fields.contains(field.name);
      out.fields[field.name] = field.value;
    }
  } else if (last.redirects()) {
    const auto to = last.header("location");
    const auto mark = to.find_first_of("?#");
    const auto fragment = to.find('#');
    out.where = fragment != std::string::npos ? Response::Where::fragment : Response::Where::query;
    if (mark != std::string::npos)
      take_fields(
          std::string_view(to).substr((fragment != std::string::npos ? fragment : mark) + 1), out);
  }
  out.last = std::move(last);
  return out;
}

Answer open(const Visit& visit, const Fields& request) {
  const auto encoded = Browser::encode(request);
  if (!visit.post) return visit.browser.follow(visit.browser.get("/oauth2/authorize?" + encoded));
  return visit.browser.follow(visit.browser.send(
      "/oauth2/authorize", {.method = "POST",
                            .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                        {"Origin", "https://suite.test"}},
                            .body = encoded}));
}

Answer press_cancel(Browser& browser, const test::HtmlForm& form) {
  return browser.follow(browser.post(form.action, test::fill(form, {}, "cancel")));
}

std::string assertion_of(const TestClient& client) {
  const auto& provider = Provider::instance();
  const auto now = to_unix(provider.now());
  return sign(client.key.value(), client.kid,
              {{"iss", client.id},
               {"sub", client.id},
               {"aud", client.audience.empty() ? provider.issuer() : client.audience},
               {"jti", random_text()},
               {"iat", now},
               {"exp", now + 60}});
}

}  // namespace

bool Variant::has(const std::string& word) const {
  return (" " + response_type + " ").find(" " + word + " ") != std::string::npos;
}

bool Variant::in_fragment() const {
  return response_mode.empty() && response_type != "code";
}

std::string Response::get(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

std::string Tokens::text(const std::string& name) const {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

Provider& Provider::instance() {
  static Provider provider;
  return provider;
}

Provider::Provider() {
  test::Seed::instance().copy_to(folder_.path() / "data");
  start();
}

void Provider::start() {
  const auto data = folder_.path() / "data";
  server_ = std::make_unique<test::DevServer>(
      test::DevSpec{.data = data,
                    .port = port_,
                    .environment = {{"TESSERA_DEV_CLOCK_OFFSET", std::to_string(ahead_.count())}}});
  server_->start();
  port_ = server_->port();
  if (demo_.people.empty()) demo_ = server_->demo();  // people are referred to
  const auto said = parse_object(test::read_file(data / "demo.json"));
  socket_ = std::string(said.at("admin_socket").as_string());
  const auto answer = browser()->get(kDiscovery);
  metadata_ = parse_object(answer.body);
  if (metadata_.empty()) throw std::runtime_error("no discovery document: " + answer.body);
}

void Provider::let_pass(seconds time) {
  if (server_->stop() != 0) throw std::runtime_error("the server does not stop");
  ahead_ += time;
  codes.set_ahead(ahead_);
  start();
}

void Provider::crash() {
  (void)server_->stop(SIGKILL);
  start();
}

test::SqlRows Provider::sql(const std::string& text) const {
  return test::run_sql(test::database_url(server_->data(), "postgres"), text);
}

Receiver& Provider::receiver() {
  if (!receiver_) receiver_ = std::make_unique<Receiver>(folder_.path() / "data" / "certs");
  return *receiver_;
}

json::object Provider::run(std::vector<std::string> args) {
  args.insert(args.begin(), test::tessera_binary());
  auto done = test::run_program({.argv = std::move(args)});
  if (done.code != 0) throw std::runtime_error(done.out + done.err);
  return parse_object(done.out);
}

std::unique_ptr<Browser> Provider::browser() const {
  return std::make_unique<Browser>(demo_.issuer, demo_.ca_file);
}

std::unique_ptr<Browser> Provider::browser_of_ada() {
  auto out = browser();
  out->add_cookies(cookies_of_ada_);
  if (out->get("/account").status != 200) {
    const auto& ada = demo_.person("ada");
    (void)test::sign_in(*out, ada, codes);  // a session that only rested wants one factor
    if (const auto page = out->get("/account"); page.status != 200)
      throw std::runtime_error("ada cannot sign in: " + page.body);
    cookies_of_ada_ = out->cookies();
  }
  return out;
}

const DemoPerson& Provider::next_of(const std::string& kind) {
  std::vector<const DemoPerson*> people;
  for (const auto& person : demo_.people) {
    if (person.kind == kind && person.login != "ada" && person.login != "ben")
      people.push_back(&person);
  }
  return *people.at(turn_++ % people.size());
}

const DemoPerson& Provider::next_citizen() {
  return next_of("citizen");
}

const DemoPerson& Provider::next_staff() {
  return next_of("staff");
}

TestClient Provider::add_client(json::object registration) {
  const auto file = folder_.path() / ("client" + std::to_string(++clients_) + ".json");
  TestClient client{.redirect_uri =
                        std::string(registration.at("redirect_uris").as_array().at(0).as_string())};
  if (const auto* method = registration.if_contains("token_endpoint_auth_method"))
    client.auth_method = std::string(method->as_string());
  test::write_file(file, json::serialize(registration));
  const std::vector<std::string> where{"--socket", socket_, "-o", "json"};
  const auto of_client = [&](std::vector<std::string> args) {
    args.insert(args.begin(), "client");
    args.insert(args.end(), where.begin(), where.end());
    return run(std::move(args));
  };
  const auto made = of_client({"create", "--file", file.string()});
  client.id = std::string(made.at("client_id").as_string());
  if (const auto* secret = made.if_contains("client_secret"))
    client.secret = std::string(secret->as_string());
  (void)of_client({"approve", client.id, "conformance"});
  return client;
}

json::object Provider::administer(std::vector<std::string> args) {
  for (const auto& word :
       {std::string("--socket"), socket_, std::string("-o"), std::string("json")})
    args.push_back(word);
  return run(std::move(args));
}

std::string Provider::initial_access_token() {
  const auto ordinary = registration_for({.name = "dynamic"});
  json::object wish{{"name", "conformance"},
                    {"expires", codec::render_rfc3339(now() + days{300})},
                    {"max_uses", 1000}};
  wish["template"] = json::object{{"owner", "Conformance office"},
                                  {"contacts", {"suite@suite.test"}},
                                  {"scopes", ordinary.at("scopes")},
                                  {"claims", ordinary.at("claims")},
                                  {"approve", true}};
  const auto file = folder_.path() / "initial_access_token.json";
  test::write_file(file, json::serialize(wish));
  const auto made = run({"initial-access-token", "create", "--file", file.string(), "--socket",
                         socket_, "-o", "json"});
  return std::string(made.at("token").as_string());
}

std::vector<jose::Jwk> Provider::keys() const {
  auto keys = jose::parse_jwks(browser()->get("/.well-known/jwks.json").body);
  if (!keys) throw std::runtime_error("jwks: " + keys.error().id);
  return std::move(*keys);
}

json::object registration_for(const Variant& variant) {
  json::array claims;
  for (const auto* claim :
       {"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
        "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
        "email", "email_verified", "address", "phone_number", "phone_number_verified"}) {
    claims.push_back(json::object{
        {"claim", claim}, {"purpose", "to see that it arrives"}, {"legal_basis", "consent"}});
  }
  json::object out{
      {"name", "Conformance " + variant.name},
      {"owner", "Conformance office"},
      {"contacts", {"suite@suite.test"}},
      {"home_uri", "https://suite.test/"},
      {"policy_uri", "https://suite.test/privacy"},
      {"grant_types", {"authorization_code", "refresh_token"}},
      {"scopes", {"openid", "profile", "email", "address", "phone", "offline_access"}},
      {"claims", claims},
      {"redirect_uris", {kRedirect}},
      {"post_logout_redirect_uris", {"https://suite.test/test/a/tessera/post_logout_redirect"}}};
  if (variant.response_type != "code") {
    out["profile"] = "legacy";
    out["response_types"] = {variant.response_type};
    out["grant_types"] = {"authorization_code", "refresh_token", "implicit"};
  }
  return out;
}

Response authorize(const Visit& visit, const Fields& request) {
  auto& codes = Provider::instance().codes;
  auto answer = open(visit, request);
  int sign_ins = 0;
  for (int pages = 0; pages < 4; ++pages) {
    if (const auto form = test::find_form(answer.body, "sign-in")) {
      if (visit.cancel) {
        answer = press_cancel(visit.browser, *form);
        continue;
      }
      ++sign_ins;
      answer = test::sign_in(visit.browser, answer, visit.person, codes).last;
    } else if (const auto code = test::find_form(answer.body, "sign-in-code")) {
      answer = visit.browser.follow(visit.browser.post(
          code->action,
          test::fill(*code, {{"one-time-code", codes.next(visit.person.totp_secret)}})));
    } else if (const auto consent = test::find_form(answer.body, "consent")) {
      answer = visit.browser.follow(visit.browser.post(consent->action, test::fill(*consent, {})));
    } else {
      break;
    }
  }
  auto out = read_response(std::move(answer));
  out.sign_ins = sign_ins;
  return out;
}

std::string sign(const jose::Key& key, const std::string& kid, const json::object& claims,
                 const std::string& typ, std::optional<jose::SignAlg> alg) {
  const bool rsa = key.type() == crypto::KeyType::rsa;
  const auto used = alg.value_or(rsa ? jose::SignAlg::rs256 : jose::SignAlg::es256);
  return jose::sign_jws(key, used, jose::encode_header(used, kid, typ), json::serialize(claims));
}

json::object jwks_of(const jose::Key& key, const std::string& kid) {
  return {{"keys", json::array{jose::to_jwk(key, kid)}}};
}

Tokens ask_token(Browser& browser, const TestClient& client, Fields form) {
  std::string basic;
  if (client.auth_method == "client_secret_basic") {
    basic = client.id + ":" + client.secret;
  } else {
    form.emplace_back("client_id", client.id);
    if (client.key) {
      form.emplace_back("client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      form.emplace_back("client_assertion", assertion_of(client));
    } else if (client.auth_method == "client_secret_post")
      form.emplace_back("client_secret", client.secret);
  }
  Tokens out{.answer = browser.post("/oauth2/token", form, basic)};
  out.body = parse_object(out.answer.body);
  return out;
}

Tokens redeem(Browser& browser, const TestClient& client, const std::string& code,
              const Fields& more) {
  Fields form{
      {"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", client.redirect_uri}};
  form.insert(form.end(), more.begin(), more.end());
  return ask_token(browser, client, std::move(form));
}

Tokens refresh(Browser& browser, const TestClient& client, const std::string& token,
               const Fields& more) {
  Fields form{{"grant_type", "refresh_token"}, {"refresh_token", token}};
  form.insert(form.end(), more.begin(), more.end());
  return ask_token(browser, client, std::move(form));
}

Answer userinfo(Browser& browser, const std::string& access_token) {
  return browser.send("/oauth2/userinfo",
                      {.headers = {{"Authorization", "Bearer " + access_token}}});
}

std::string random_text(std::size_t bytes) {
  return codec::to_base64url(crypto::SystemRandom().bytes(bytes));
}

}  // namespace tessera::conformance
