#include "app/dev/demo.hpp"

#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/key.hpp>
#include <tessera/crypto/totp.hpp>
#include <tessera/jose/jwk.hpp>

#include "dev_files.hpp"

namespace tessera::app {
namespace json = boost::json;
namespace {

constexpr std::string_view kFile = "demo_data.json";
constexpr int kYearsInPost = 3;

json::object demo_data() {
  for (const auto& file : embedded::dev_files()) {
    if (file.path == kFile) return json::parse({file.data.data(), file.data.size()}).as_object();
  }
  throw std::logic_error("demo_data.json is not embedded");
}

template <class T>
T must(Result<T> result, const std::string& what) {
  if (result) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(*result);
  }
  std::string fields;
  for (const auto& field : result.error().fields) fields += " " + field.field + ": " + field.id;
  throw std::runtime_error("demo data: " + what + ": " + result.error().id + " " +
                           result.error().text + fields);
}

people::Attribute attribute(std::string name, std::string value, TimePoint now) {
  return {.name = std::move(name),
          .value = std::move(value),
          .source = "demo",
          .method = "document",
          .verified = now,
          .recorded = now};
}

std::string random_word(Random& random, std::size_t bytes) {
  return codec::to_base64url(random.bytes(bytes));
}

std::size_t pick(Random& random, std::size_t count) {
  const auto bytes = random.bytes(4);
  return (bytes[0] | std::size_t{bytes[1]} << 8 | std::size_t{bytes[2]} << 16) % count;
}

std::string two_digits(std::size_t n) {
  return (n < 10 ? "0" : "") + std::to_string(n);
}

std::string birthdate(Random& random) {
  return std::to_string(1940 + pick(random, 66)) + "-" + two_digits(1 + pick(random, 12)) + "-" +
         two_digits(1 + pick(random, 28));
}

std::string pick_name(Random& random, const json::object& data, std::string_view list) {
  const auto& names = data.at(list).as_array();
  return std::string(names[pick(random, names.size())].as_string());
}

// A client that signs gets a key: the public part is registered, the private one (PKCS#8 in PEM) is
// for demo.json. "" for every other client.
std::string add_key(oauth::ClientRegistration& registration) {
  if (registration.token_endpoint_auth_method != oauth::ClientAuthMethod::private_key_jwt)
    return {};
  const auto key = crypto::Key::generate(crypto::KeyType::ec_p256);
  const json::array keys{jose::to_jwk(key, jose::thumbprint(key), jose::SignAlg::es256)};
  registration.jwks = json::serialize(json::object{{"keys", keys}});
  const auto text = codec::to_base64(key.private_der().reveal_bytes());
  std::string pem = "-----BEGIN PRIVATE KEY-----\n";
  for (std::size_t at = 0; at < text.size(); at += 64) pem += text.substr(at, 64) + "\n";
  return pem + "-----END PRIVATE KEY-----\n";
}

const people::ActingAs kDemo{.kind = "system", .purpose = "demo"};

}  // namespace

RequestContext Demo::context() const {
  const auto now = backends_.clock->now();
  return {.request_id = make_uuid7(now, backends_.random),
          .address_class = "loopback",
          .locale = "en",
          .received = now};
}

Task<json::object> Demo::make(const DemoOptions& options) {
  const auto data = demo_data();
  json::array people;
  json::array clients;
  co_await make_sensitive_role();
  for (const auto& entry : data.at("people").as_array())
    people.push_back(co_await make_named(entry.as_object()));
  SeededRandom seeded(options.seed);
  for (int i = 1; i <= options.people; ++i) people.push_back(co_await make_citizen(i, seeded));
  for (const auto& entry : data.at("clients").as_array())
    clients.push_back(co_await make_client(entry.as_object()));
  co_return json::object{{"people", people}, {"clients", clients}};
}

Task<json::object> Demo::make_named(const json::object& entry) {
  const auto now = backends_.clock->now();
  const bool staff = entry.at("kind").as_string() == "staff";
  people::NewPerson person{
      .citizen = !staff, .ial = Ial::ial2, .logins = {codec::text_of(entry, "login")}};
  for (const auto& [name, value] : entry.at("attributes").as_object()) {
    person.attributes.push_back(attribute(name, std::string(value.as_string()), now));
  }
  if (staff) {
    person.affiliation =
        people::Affiliation{.employer = "Ministry of the Interior",
                            .unit = co_await unit_of(codec::text_of(entry, "unit")),
                            .post = codec::text_of(entry, "post"),
                            .starts = now,
                            .ends = now + days(365 * kYearsInPost)};
  }
  auto made = co_await make_person(std::move(person), staff);
  json::array roles;
  if (const auto* wanted = entry.if_contains("roles")) {
    for (const auto& role : wanted->as_array()) {
      co_await grant(*parse_uuid(made.at("id").as_string()), std::string(role.as_string()));
      roles.push_back(role);
    }
  }
  if (const auto card = codec::text_of(entry, "card"); !card.empty())
    co_await bind_card(*parse_uuid(made.at("id").as_string()), card);
  made["roles"] = roles;
  made["can"] = entry.at("can");
  co_return made;
}

Task<json::object> Demo::make_citizen(int number, Random& seeded) {
  static const auto data = demo_data();
  const auto now = backends_.clock->now();
  const auto given = pick_name(seeded, data, "given_names");
  const auto family = pick_name(seeded, data, "family_names");
  const auto login = "citizen" + std::to_string(number);
  people::NewPerson person{.citizen = true, .ial = Ial::ial2, .logins = {login}};
  person.attributes = {attribute("name", given + " " + family, now),
                       attribute("given_name", given, now), attribute("family_name", family, now),
                       attribute("birthdate", birthdate(seeded), now),
                       attribute("email", login + "@mail.example", now)};
  auto made = co_await make_person(std::move(person), false);
  made["roles"] = json::array{};
  made["can"] = "signs in to the portals";
  co_return made;
}

Task<json::object> Demo::make_person(people::NewPerson person, bool staff) {
  const auto login = person.logins.front();
  const auto made = must(co_await rooms_.people.service->create(person, kDemo, context()), login);
  auto& binding = rooms_.authn.authn.binding();
  const auto password = random_word(backends_.random, 12);
  must(co_await binding.set_password(made.id, Secret(password), staff, {}, context()),
       login + "'s password");
  const auto offer = binding.offer_totp(login);
  // The code of the step before: the first sign-in may come within this one.
  const auto code =
      crypto::totp_code(offer.secret.reveal_bytes(), crypto::totp_step(backends_.clock->now()) - 1);
  must(co_await binding.bind_totp(made.id, offer.secret, code, "Demo authenticator", context()),
       login + "'s code");
  must(co_await rooms_.people.service->change_state(made.id, people::PersonState::active, "demo",
                                                    kDemo, context()),
       login);
  co_return json::object{{"id", to_string(made.id)},
                         {"login", login},
                         {"password", password},
                         {"totp_secret", offer.base32},
                         {"kind", staff ? "staff" : "citizen"}};
}

Task<> Demo::bind_card(const Uuid& person, std::string number) {
  auto* cards = rooms_.authn.authn.certificates();
  if (cards == nullptr) throw std::runtime_error("no smart cards are configured");
  const auto& realm = rooms_.settings().smartcards().front();
  const authn::CertificateReading reading{
      .realm = realm.name, .identifier = std::move(number), .hardware = realm.level == "aal3"};
  must(co_await cards->bind(person, reading, "Demo card", context()), "the card");
}

Task<> Demo::grant(const Uuid& person, std::string role) {
  const access::Actor system{.kind = access::Actor::Kind::system};
  must(co_await rooms_.access.role_grants.create(
           system,
           {.person = person,
            .role = role,
            .unit = access::kRootUnit,
            .reason = "demo data",
            .purposes = {"enrolment", "support", "correction", "complaint", "legal_request",
                         "recovery"}},
           context()),
       "role " + role);
}

Task<Uuid> Demo::unit_of(std::string name) {
  if (name.empty()) co_return access::kRootUnit;
  const auto known = units_.find(name);
  if (known != units_.end()) co_return known->second;
  const auto made = must(co_await rooms_.access.units.create(access::system_actor(),
                                                             access::kRootUnit, name, context()),
                         name);
  co_return units_[name] = made.id;
}

// Whoever is given it needs two of the approvers, who bind their passkeys first.
Task<> Demo::make_sensitive_role() {
  must(co_await rooms_.access.roles.create(access::system_actor(),
                                           {.name = "data_steward",
                                            .title = "Data steward",
                                            .permissions = {"person.list", "person.read"},
                                            .parents = {"staff"},
                                            .limits = {.approvals = 2}},
                                           context()),
       "role data_steward");
}

Task<json::object> Demo::make_client(const json::object& entry) {
  auto registration = must(oauth::parse_registration(entry.at("registration").as_object()),
                           codec::text_of(entry, "key"));
  const auto key = add_key(registration);
  auto& clients = rooms_.oauth.services->clients();
  const auto made =
      must(co_await clients.create(registration, kDemo, context()), registration.name);
  must(co_await clients.set_status(made.client.id, oauth::ClientStatus::approved, "demo", kDemo,
                                   context()),
       registration.name);
  json::object out{{"key", entry.at("key")},
                   {"name", registration.name},
                   {"client_id", to_string(made.client.id)}};
  if (made.secret.empty()) {
    out["client_secret"] = nullptr;
  } else {
    out["client_secret"] = made.secret.reveal();
  }
  if (!key.empty()) out["private_key"] = key;
  out["redirect_uris"] =
      json::array(registration.redirect_uris.begin(), registration.redirect_uris.end());
  co_return out;
}

DemoCard demo_card() {
  const auto data = demo_data();
  for (const auto& entry : data.at("people").as_array()) {
    const auto& person = entry.as_object();
    if (const auto number = codec::text_of(person, "card"); !number.empty())
      return {number, codec::text_of(person.at("attributes").as_object(), "name")};
  }
  throw std::logic_error("no demo person has a card");
}

std::string render_demo(const json::object& demo) {
  constexpr std::size_t kNamed = 12;
  std::string out = "\nDemo people (passwords and one-time code secrets are in demo.json):\n";
  for (const auto& entry : demo.at("people").as_array()) {
    const auto& person = entry.as_object();
    const auto login = codec::text_of(person, "login");
    if (login.starts_with("citizen")) continue;
    out += "  " + login + std::string(kNamed - std::min(kNamed, login.size()), ' ') +
           codec::text_of(person, "can") + "\n" + "  " + std::string(kNamed, ' ') + "password " +
           codec::text_of(person, "password") + "  code secret " +
           codec::text_of(person, "totp_secret") + "\n";
  }
  out += "\nDemo portals:\n";
  for (const auto& entry : demo.at("clients").as_array()) {
    const auto& client = entry.as_object();
    out += "  " + codec::text_of(client, "name") + "  client_id " +
           codec::text_of(client, "client_id") + "\n";
  }
  return out;
}

}  // namespace tessera::app
