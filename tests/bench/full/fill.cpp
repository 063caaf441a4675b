#include "bench/full/fill.hpp"

#include <atomic>
#include <iostream>
#include <latch>
#include <mutex>
#include <stdexcept>

#include <boost/json/array.hpp>

#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/totp.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/refresh_token.hpp>

#include "authn/sessions/session_cookie.hpp"
#include "authn/sessions/session_rules.hpp"
#include "oauth/grants/grant.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

constexpr std::string_view kSector = "bench.example.gov";
constexpr std::size_t kDigits = 6;
const people::ActingAs kBench{.kind = "system", .purpose = "benchmark"};
const std::vector<std::string> kScopes{"openid", "profile", "email", "offline_access"};
const std::vector<std::string> kClaims{"name", "email"};

template <class T>
T must(Result<T> result, std::string_view what) {
  if (!result) {
    std::string fields;
    for (const auto& field : result.error().fields) fields += " " + field.field + ":" + field.id;
    throw std::runtime_error(std::string(what) + ": " + result.error().id + " " +
                             result.error().text + fields);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string numbered(std::string_view word, std::size_t n) {
  auto digits = std::to_string(n);
  return std::string(word) + std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits;
}

people::Attribute attribute(std::string name, std::string value, TimePoint now) {
  return {.name = std::move(name),
          .value = std::move(value),
          .source = "demo",
          .method = "document",
          .verified = now,
          .recorded = now};
}

json::array purposes() {
  json::array out;
  for (const auto& claim : kClaims) {
    out.push_back(
        json::object{{"claim", claim}, {"purpose", "to measure"}, {"legal_basis", "public_task"}});
  }
  return out;
}

json::object portal_registration(std::string_view name, std::string_view alg) {
  return {{"name", name},
          {"owner", "City of Northport"},
          {"contacts", json::array{"bench@northport.example"}},
          {"home_uri", "http://localhost:9080/"},
          {"policy_uri", "https://northport.example/privacy"},
          {"sector", kSector},
          {"grant_types", json::array{"authorization_code", "refresh_token"}},
          {"scopes", json::array(kScopes.begin(), kScopes.end())},
          {"claims", purposes()},
          {"skip_consent", true},
          {"id_token_signed_response_alg", alg},
          {"redirect_uris", json::array{"http://localhost:9080/cb"}}};
}

json::object machine_registration(std::size_t n, std::string_view alg) {
  return {{"access_token_signed_response_alg", alg},
          {"name", numbered("Machine ", n)},
          {"owner", "Statistics office"},
          {"contacts", json::array{"stats@office.example"}},
          {"application_type", "machine"},
          {"grant_types", json::array{"client_credentials"}},
          {"scopes", json::array{"statistics:read"}},
          {"audiences", json::array{"https://api.statistics.example"}},
          {"redirect_uris", json::array{}}};
}

json::object with_key(json::object registration, const crypto::Key& key) {
  registration["token_endpoint_auth_method"] = "private_key_jwt";
  registration["jwks"] =
      json::object{{"keys", json::array{jose::to_jwk(key, "k1", crypto::SignAlg::es256)}}};
  return registration;
}

json::object fapi_registration(const crypto::Key& key) {
  auto out = with_key(portal_registration("Portal FAPI 2.0", "ES256"), key);
  out["profile"] = "fapi2";
  out["dpop_bound_access_tokens"] = true;
  return out;
}

}  // namespace

Filler::Filler(Place& place)
    : place_(place),
      backends_(place.settings(), std::make_unique<SystemClock>()),
      rooms_(place.settings(), backends_),
      issuer_(place.settings().text("server.public_url"), rooms_.oauth.signer, backends_.random) {
  backends_.io.start();
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    must(co_await backends_.load_keys(), "keys");
    must(co_await rooms_.open(), "rooms");
  });
}

Filler::~Filler() {
  rooms_.close();
  backends_.io.stop();
  backends_.io.join();
}

RequestContext Filler::context() {
  const auto now = backends_.clock->now();
  return {.request_id = make_uuid7(now, backends_.random),
          .address_class = "loopback",
          .locale = "en",
          .received = now};
}

double Filler::in_parallel(const char* what, std::size_t count, std::size_t width,
                           const std::function<Task<>(std::size_t)>& make) {
  const auto begin = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  std::latch done(static_cast<std::ptrdiff_t>(width));
  const auto work = [&]() -> Task<> {
    try {
      for (auto i = next++; i < count; i = next++) co_await make(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
    done.count_down();
  };
  for (std::size_t i = 0; i < width; ++i) backends_.io.spawn(i % backends_.io.size(), work);
  done.wait();
  if (failure) std::rethrow_exception(failure);
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cerr << "filled: " << count << " " << what << " in " << took << " s\n";
  return took;
}

Task<Uuid> Filler::make_person(const std::string& login) {
  const auto now = backends_.clock->now();
  people::NewPerson person{.citizen = true, .ial = Ial::ial2, .logins = {login}};
  person.attributes = {attribute("name", "Ada " + login, now), attribute("given_name", "Ada", now),
                       attribute("family_name", login, now),
                       attribute("birthdate", "1987-12-10", now),
                       attribute("email", login + "@mail.example", now)};
  auto& people = *rooms_.people.service;
  const auto made = must(co_await people.create(person, kBench, context()), login);
  must(co_await people.change_state(made.id, people::PersonState::active, "bench", kBench,
                                    context()),
       login);
  co_return made.id;
}

Task<Login> Filler::make_login(std::size_t n, bool with_code) {
  Login out{.login = numbered("person", n),
            .password = codec::to_base64url(backends_.random.bytes(12)),
            .totp = {},
            .device = authn::remember_login(authn::make_device(backends_.random),
                                            numbered("person", n), *backends_.keyring.get())};
  const auto id = co_await make_person(out.login);
  auto& binding = rooms_.authn.authn.binding();
  must(co_await binding.set_password(id, Secret(out.password), false, {}, context()), out.login);
  if (!with_code) co_return out;
  const auto offer = binding.offer_totp(out.login);
  const auto secret = offer.secret.reveal_bytes();
  out.totp.assign(secret.begin(), secret.end());
  const auto code = crypto::totp_code(secret, crypto::totp_step(backends_.clock->now()) - 1);
  must(co_await binding.bind_totp(id, offer.secret, code, "Benchmark", context()), out.login);
  co_return out;
}

Task<Machine> Filler::make_client(const json::object& registration) {
  const auto parsed = must(oauth::parse_registration(registration), "registration");
  auto& clients = rooms_.oauth.services->clients();
  const auto made = must(co_await clients.create(parsed, kBench, context()), parsed.name);
  must(co_await clients.set_status(made.client.id, oauth::ClientStatus::approved, "bench", kBench,
                                   context()),
       parsed.name);
  co_return Machine{to_string(made.client.id), std::string(made.secret.reveal())};
}

// What a sign-in with password and code commits and publishes, without the ceremony before it.
Task<> Filler::make_session(const Uuid& person, Uuid& id, std::string& cookie) {
  const auto now = backends_.clock->now();
  const auto limits = authn::limits_of(Acr::aal2, false);
  const Secret secret(backends_.random.bytes(32));
  authn::SignInOutcome outcome{
      .session = {.secret_hash = authn::hash_secret(secret), .idle = limits.idle}};
  auto& s = outcome.session.session;
  s = {.id = make_uuid4(backends_.random),
       .person = person,
       .acr = Acr::aal2,
       .amr = {"pwd", "otp", "mfa"},
       .auth_time = now,
       .created = now,
       .last_seen = now,
       .expires = now + limits.overall,
       .user_agent = "Firefox on Linux",
       .address_class = "loopback"};
  const auto request = context();
  outcome.event = audit::make_event("user.login.succeeded", request);
  outcome.event.actor = person;
  outcome.event.actor_kind = "person";
  outcome.event.subject = person;
  outcome.event.object_type = "session";
  outcome.event.object_id = to_string(s.id);
  const auto commit = co_await rooms_.authn.authenticator_store.commit_sign_in(outcome);
  if (!commit) throw std::runtime_error("a session was not taken");
  (void)co_await rooms_.authn.session_cache.put(outcome.session, now);
  id = s.id;
  cookie = authn::render_session_cookie(s.id, secret, *backends_.keyring.get());
}

// What the redemption of a code commits.
Task<> Filler::make_family(Portal& portal, std::size_t n, const Uuid& session, const Uuid& person) {
  const auto now = backends_.clock->now();
  auto& random = backends_.random;
  const auto subject = co_await rooms_.oauth.subjects.ensure(
      person, kSector, codec::to_base64url(random.bytes(24)), now);
  oauth::NewGrant made{.grant = {.id = make_uuid7(now, random),
                                 .client = parse_uuid(portal.id).value(),
                                 .person = person,
                                 .session = session,
                                 .subject = subject,
                                 .scopes = kScopes,
                                 .claims = kClaims,
                                 .acr = Acr::aal2,
                                 .amr = {"pwd", "otp", "mfa"},
                                 .auth_time = now,
                                 .created = now,
                                 .mode = oauth::RefreshMode::rotate,
                                 .expires = now + days(30)}};
  const auto hash = random.bytes(32);
  made.code_hash.assign(hash.begin(), hash.end());
  auto event = audit::make_event("token.issued", context());
  event.actor = made.grant.client;
  event.actor_kind = "client";
  event.subject = person;
  event.object_type = "grant";
  event.object_id = to_string(made.grant.id);
  made.events.push_back(std::move(event));
  if (!co_await rooms_.oauth.grants.create(made)) throw std::runtime_error("a grant was not taken");
  portal.families[n] = made.grant.id;
  portal.subjects[n] = subject;
  portal.refresh[n] = oauth::render_refresh_token({made.grant.id, 0}, *backends_.keyring.get());
}

void Filler::sequence_journal() {
  std::size_t leaves = 0;
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    for (std::size_t n = 1; n > 0; leaves += n) n = co_await rooms_.journal.sequencer.run();
  });
  std::cerr << "journal: " << leaves << " leaves\n";
}

Contents Filler::fill(const Sizes& sizes) {
  Contents out;
  out.password_only.resize(sizes.passwords);
  out.with_code.resize(sizes.codes);
  in_parallel(
      "people with a password", sizes.passwords + sizes.codes, 8, [&](std::size_t i) -> Task<> {
        const bool with_code = i >= sizes.passwords;
        auto login = co_await make_login(i, with_code);
        (with_code ? out.with_code[i - sizes.passwords] : out.password_only[i]) = std::move(login);
      });
  const auto logins = sizes.passwords + sizes.codes;
  std::vector<Uuid> others(sizes.people - logins);
  in_parallel("people without an authenticator", others.size(), 32, [&](std::size_t i) -> Task<> {
    others[i] = co_await make_person(numbered("person", logins + i));
  });
  fill_proofs(out, sizes);
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    static_cast<Machine&>(out.rs256) =
        co_await make_client(portal_registration("Portal RS256", "RS256"));
    static_cast<Machine&>(out.es256) =
        co_await make_client(portal_registration("Portal ES256", "ES256"));
    static_cast<Machine&>(out.key_machine) =
        co_await make_client(with_key(machine_registration(0, "ES256"), out.key_machine.key));
    static_cast<Machine&>(out.fapi) = co_await make_client(fapi_registration(out.fapi.key));
  });
  out.machines.resize(sizes.clients - 2);
  const auto took = in_parallel("clients", out.machines.size(), 4, [&](std::size_t i) -> Task<> {
    out.machines[i] = co_await make_client(machine_registration(i, "ES256"));
  });
  clients_per_second_ = static_cast<double>(out.machines.size()) / took;
  out.rs256_machines.resize(std::min<std::size_t>(sizes.clients, 20));
  in_parallel("clients of RS256", out.rs256_machines.size(), 4, [&](std::size_t i) -> Task<> {
    out.rs256_machines[i] = co_await make_client(machine_registration(i, "RS256"));
  });
  out.sessions.resize(sizes.sessions);
  out.cookies.resize(sizes.sessions);
  out.session_people.resize(sizes.sessions);
  in_parallel("sessions", sizes.sessions, 64, [&](std::size_t i) -> Task<> {
    out.session_people[i] = others[i % others.size()];
    co_await make_session(out.session_people[i], out.sessions[i], out.cookies[i]);
  });
  for (auto* portal : {&out.rs256, &out.es256}) {
    portal->families.resize(sizes.families);
    portal->subjects.resize(sizes.families);
    portal->refresh.resize(sizes.families);
    in_parallel("refresh families", sizes.families, 32, [&](std::size_t i) -> Task<> {
      const auto n = i % out.sessions.size();
      co_await make_family(*portal, i, out.sessions[n], out.session_people[n]);
    });
  }
  sequence_journal();
  return out;
}

std::vector<std::string> Filler::mint(const Portal& portal, const Contents& contents,
                                      std::size_t count, bool with_claims, const std::string& jkt) {
  std::vector<std::string> out(count);
  oauth::ClientRef client;
  backends_.io.run_and_wait(
      0, [&]() -> Task<> { client = co_await rooms_.oauth.clients.find(portal.id); });
  const std::string scope = "openid profile email offline_access";
  const std::vector<std::string> none;
  const auto now = backends_.clock->now();
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = i % portal.families.size();
    out[i] = issuer_
                 .access_token({.client = *client,
                                .subject = portal.subjects[n],
                                .scope = scope,
                                .audience = {issuer_.issuer()},
                                .grant = portal.families[n],
                                .session = contents.sessions[n % contents.sessions.size()],
                                .claims = with_claims ? &kClaims : &none,
                                .roles = {},
                                .acr = to_string(Acr::aal2),
                                .auth_time = now,
                                .binding = {.jkt = jkt, .x5t_s256 = {}},
                                .now = now})
                 .text;
  }
  in_parallel("marks of living families", portal.families.size(), 16, [&](std::size_t i) -> Task<> {
    co_await rooms_.oauth.states.note_living(portal.families[i], oauth::grants::kRememberLiving);
  });
  return out;
}

}  // namespace tessera::bench
