#include <array>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include <tessera/access/grant_seal.hpp>
#include <tessera/people/normal_form.hpp>
#include <tessera/people/search.hpp>

#include "authn/sessions/session_cookie.hpp"
#include "authn/sessions/session_rules.hpp"
#include "bench/full/console.hpp"
#include "endpoints/web.hpp"
#include "people/seal_attributes.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/literal.hpp"

namespace tessera::bench {
namespace {

using store::postgres::render_bytea;
using store::postgres::render_timestamptz;

constexpr std::size_t kBatch = 20'000;
constexpr std::size_t kUnits = 1'000;
constexpr std::size_t kStaffEach = 20;   // every so-manyth is a civil servant
constexpr std::size_t kSessionEach = 5;  // every so-manyth has a live session
constexpr std::size_t kSuspendedEach = 997;
constexpr std::string_view kCsrfValue = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

template <class T>
T must(Result<T> result, std::string_view what) {
  if (!result)
    throw std::runtime_error(std::string(what) + ": " + result.error().id + ' ' +
                             result.error().text);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Syllables give names that begin alike as names do: few first syllables, many last ones.
constexpr std::array kFirst{"Mar", "Jo", "An", "Pe", "Chris", "Al", "Ka", "Da",
                            "El",  "So", "Ma", "Be", "Ju",    "Le", "Ti"};
constexpr std::array kMiddle{"ia", "han", "na", "ter", "ti", "ex", "th", "ni",
                             "is", "phi", "ri", "ne",  "li", "o",  "mo"};
constexpr std::array kLast{"n", "na", "us", "el", "ra", "s", "e", "a", "nder", "rine"};
constexpr std::array kFamily{"Schm",  "Mull",  "Web",  "Wag",    "Beck", "Hoff",    "Koch",
                             "Rich",  "Klein", "Wolf", "Schrod", "Neum", "Schwarz", "Zimm",
                             "Braun", "Krug",  "Hart", "Lang",   "Lehm", "Konig"};
constexpr std::array kFamilyEnd{"idt",   "er",     "ner",  "mann", "enbach",
                                "stein", "hausen", "wald", "feld", "berg"};

std::string given_name(std::size_t n) {
  return std::string(kFirst[n % kFirst.size()]) + kMiddle[n / 15 % kMiddle.size()] +
         kLast[n / 225 % kLast.size()];
}

std::string family_name(std::size_t n) {
  auto name = std::string(kFamily[n % kFamily.size()]) + kFamilyEnd[n / 20 % kFamilyEnd.size()];
  if (n / 200 % 3 == 1) name += "-" + std::string(kFamily[n / 600 % kFamily.size()]) + "er";
  return name;
}

std::string two(std::size_t n) {
  return (n < 10 ? "0" : "") + std::to_string(n);
}

// One field of COPY's text format.
void put(std::string& line, std::string_view text) {
  if (!line.empty() && line.back() != '\n') line += '\t';
  for (const char c : text) {
    if (c == '\\')
      line += "\\\\";
    else if (c == '\t')
      line += "\\t";
    else if (c == '\n')
      line += "\\n";
    else
      line += c;
  }
}

template <class... Fields>
void row(std::string& lines, const Fields&... fields) {
  (put(lines, fields), ...);
  lines += '\n';
}

std::string rendered(const std::vector<std::int32_t>& tokens) {
  std::string out = "{";
  for (const auto token : tokens) out += (out.size() > 1 ? "," : "") + std::to_string(token);
  return out + '}';
}

}  // namespace

ConsoleFiller::ConsoleFiller(const Place& place)
    : place_(place),
      backends_(place.settings(), std::make_unique<SystemClock>()),
      rooms_(place.settings(), backends_) {
  backends_.io.start();
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    must(co_await backends_.load_keys(), "keys");
    must(co_await rooms_.open(), "rooms");
  });
}

ConsoleFiller::~ConsoleFiller() {
  rooms_.close();
  backends_.io.stop();
  backends_.io.join();
}

RequestContext ConsoleFiller::context() {
  const auto now = backends_.clock->now();
  return {.request_id = make_uuid7(now, backends_.random),
          .address_class = "loopback",
          .locale = "en",
          .received = now};
}

void ConsoleFiller::load(const std::string& table, const std::string& columns,
                         const std::string& lines) {
  if (lines.empty()) return;
  const auto file = place_.log("copy.tsv");
  std::ofstream(file, std::ios::binary) << lines;
  store::postgres::PgConnection owner(
      {.url = place_.superuser_url(), .statement_timeout = Duration{0}});
  // Rows that belong together come in one batch, in the order that their references ask for.
  owner.exec_text("set session_replication_role = replica");
  owner.exec_text("copy " + table + " (" + columns + ") from '" + file.string() + "'");
}

void ConsoleFiller::fill_units(ConsoleContents& out) {
  std::string lines;
  const auto now = render_timestamptz(backends_.clock->now());
  for (std::size_t i = 0; i < kUnits; ++i) {
    const auto id = make_uuid4(backends_.random);
    const auto parent = i < 20 ? access::kRootUnit : out.units[i % 20];
    row(lines, to_string(id), to_string(parent), "Office " + std::to_string(i), now);
    out.units.push_back(id);
  }
  load("unit", "id, parent, name, created", lines);
}

void ConsoleFiller::fill_people(ConsoleContents& out, std::size_t first, std::size_t count) {
  auto& random = backends_.random;
  const auto ring = backends_.keyring.get();
  const auto& search = ring->current(crypto::kPurposeSearch);
  const auto generation =
      std::to_string(people::Generation{.key = search.id, .bits = bits_}.number());
  const auto now = backends_.clock->now();
  const auto written = render_timestamptz(now);
  std::string people, keys, attributes, fingerprints, staff, tokens, sessions, grants, journal;
  std::vector<audit::Event> events;
  for (std::size_t i = first; i < first + count; ++i) {
    const auto id = make_uuid4(random);
    const auto text = to_string(id);
    const auto given = given_name(i * 7919 % 104'729);
    const auto family = family_name(i * 104'729 % 7'919);
    const auto birthdate =
        std::to_string(1930 + i % 80) + '-' + two(1 + i / 7 % 12) + '-' + two(1 + i / 11 % 28);
    const auto mail = given + '.' + family + std::to_string(i) + "@mail.example";
    std::vector<people::Attribute> values{{.name = "name", .value = given + ' ' + family},
                                          {.name = "given_name", .value = given},
                                          {.name = "family_name", .value = family},
                                          {.name = "birthdate", .value = birthdate},
                                          {.name = "email", .value = mail}};
    if (i % 3 == 0)
      values.push_back(
          {.name = "document_number", .value = "C" + std::to_string(10'000'000 + i * 37)});
    for (auto& value : values) value.source = "demo", value.method = "document";
    const auto key = people::make_data_key(random);
    const auto wrapped = people::wrap_data_key(key, {"person", id}, now, *ring, random);
    const auto sealed =
        must(people::seal_attributes(id, values, key, now, *ring, random), "attributes");
    const bool is_staff = i % kStaffEach == 0;
    const bool suspended = i % kSuspendedEach == 0;
    const auto* state = suspended ? "suspended" : "active";
    row(people, text, state, suspended ? "suspended" : "none", "2", is_staff ? "f" : "t", "",
        written, written);
    row(keys, text, render_bytea(wrapped.box), std::to_string(wrapped.epoch_key), written);
    for (const auto& value : sealed.attributes)
      row(attributes, text, value.name, written, render_bytea(value.box), value.source,
          value.method);
    for (const auto& each : sealed.fingerprints)
      row(fingerprints, text, each.kind, render_bytea(each.value));
    const auto login = must(people::normalise_login(mail), mail);
    row(fingerprints, text, "login", render_bytea(people::fingerprint("login", login, *ring)));
    people::SearchWords words;
    for (const auto& value : values) people::add_search_words(words, value.name, value.value);
    row(tokens, text, generation, rendered(people::tokens_of(words, search.key, bits_)), "1", "f",
        written);
    auto event = audit::make_event("person.created", context());
    event.actor_kind = "system";
    event.subject = id;
    event.object_type = "person";
    event.object_id = text;
    events.push_back(std::move(event));
    const auto unit = out.units[i / kStaffEach % out.units.size()];
    if (is_staff) {
      row(staff, text, "Ministry", to_string(unit), "Clerk", written, written);
      access::RoleGrant grant{.id = make_uuid4(random),
                              .person = id,
                              .role = "staff",
                              .unit = unit,
                              .starts = std::chrono::floor<seconds>(now),
                              .reason = "benchmark",
                              .created = std::chrono::floor<seconds>(now),
                              .version = 1};
      row(grants, to_string(grant.id), text, grant.role, to_string(unit),
          render_timestamptz(grant.starts), grant.reason, render_timestamptz(grant.created),
          render_bytea(access::seal_of(grant, *ring)));
      if (out.grants.size() < 1'000) out.grants.push_back(grant.id);
      auto granted = audit::make_event("role_grant.created", context());
      granted.actor_kind = "system";
      granted.subject = id;
      granted.object_type = "role_grant";
      granted.object_id = to_string(grant.id);
      events.push_back(std::move(granted));
    }
    if (i % kSessionEach == 0) {
      const auto until = render_timestamptz(now + hours{12});
      row(sessions, to_string(make_uuid4(random)), render_bytea(random.bytes(32)), text,
          is_staff ? "t" : "f", std::string(to_string(Acr::aal2)), "{pwd,otp}", written, written,
          written, until, until, "3600");
    }
    if (i % 997 == 1 && out.people.size() < 1'000) out.people.push_back(id);
    if (out.given.size() < 1'000) {
      out.given.push_back(given);
      out.family.push_back(family);
    }
  }
  const auto chain = rooms_.journal.journal.seal(std::move(events));
  for (const auto& one : chain->rows()) {
    const auto who = [](const std::optional<Uuid>& id) {
      return id ? to_string(*id) : std::string("\\N");
    };
    std::string line;
    for (const auto& field : {to_string(one.id), render_timestamptz(one.time), to_string(one.boot),
                              std::to_string(one.n), one.type})
      put(line, field);
    line += '\t' + who(one.actor) + '\t' + who(one.subject);
    for (const auto& field : {one.body, render_bytea(one.mac)}) put(line, field);
    journal += line + '\n';
  }
  load("person", "id, state, hold, ial, citizen, locale, created, changed", people);
  load("person_key", "person, wrapped, epoch_key, created", keys);
  load("attribute", "person, name, recorded, box, source, method", attributes);
  load("fingerprint", "person, kind, value", fingerprints);
  load("person_search", "person, generation, tokens, mark, due, made", tokens);
  load("affiliation", "person, employer, unit, post, starts, recorded", staff);
  load("role_grant", "id, person, role, unit, starts, reason, created, seal", grants);
  load("session",
       "id, secret_hash, person, staff, acr, amr, auth_time, created, last_seen, expires, lapses, "
       "idle",
       sessions);
  load("journal_event", "id, time, boot, n, type, actor, subject, body, mac", journal);
  chain->committed();
}

// An officer who may read everything here, in a session as after a sign-in with a passkey.
void ConsoleFiller::make_officer(ConsoleContents& out) {
  const people::ActingAs system{.kind = "system", .purpose = "benchmark"};
  auto& random = backends_.random;
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    const auto now = backends_.clock->now();
    people::NewPerson wish{.citizen = false, .ial = Ial::ial2, .logins = {"officer"}};
    wish.affiliation = people::Affiliation{.employer = "Ministry",
                                           .unit = access::kRootUnit,
                                           .post = "Officer",
                                           .starts = now - hours{1}};
    const auto made =
        must(co_await rooms_.people.service->create(wish, system, context()), "officer");
    out.officer = made.id;
    must(co_await rooms_.people.service->change_state(made.id, people::PersonState::active, "bench",
                                                      system, context()),
         "officer");
    for (const auto* role : {"person_admin", "client_admin", "operator", "auditor"}) {
      const access::NewRoleGrant grant{.person = made.id,
                                       .role = role,
                                       .unit = access::kRootUnit,
                                       .reason = "benchmark",
                                       .purposes = {"support"}};
      must(co_await rooms_.access.role_grants.create(access::system_actor(), grant, context()),
           role);
    }
    const auto limits = authn::limits_of(Acr::aal2_phr, true);
    const Secret secret(random.bytes(32));
    authn::SignInOutcome outcome{
        .session = {.secret_hash = authn::hash_secret(secret), .staff = true, .idle = limits.idle}};
    auto& s = outcome.session.session;
    s = {.id = make_uuid4(random),
         .person = made.id,
         .acr = Acr::aal2_phr,
         .amr = {"pop", "user", "mfa"},
         .auth_time = now,
         .created = now,
         .last_seen = now,
         .expires = now + limits.overall,
         .user_agent = "Firefox on Linux",
         .address_class = "loopback"};
    outcome.event = audit::make_event("user.login.succeeded", context());
    outcome.event.actor = made.id;
    outcome.event.actor_kind = "person";
    outcome.event.subject = made.id;
    outcome.event.object_type = "session";
    outcome.event.object_id = to_string(s.id);
    const auto commit = co_await rooms_.authn.authenticator_store.commit_sign_in(outcome);
    if (!commit) throw std::runtime_error("the officer's session was not taken");
    (void)co_await rooms_.authn.session_cache.put(outcome.session, now);
    out.session_cookie = authn::render_session_cookie(s.id, secret, *backends_.keyring.get());
  });
  out.csrf_cookie = kCsrfValue;
  out.csrf = endpoints::csrf_token(*backends_.keyring.get(), kCsrfValue);
}

void ConsoleFiller::sequence_journal() {
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    for (std::size_t n = 1; n > 0;) n = co_await rooms_.journal.sequencer.run();
  });
}

ConsoleContents ConsoleFiller::fill(std::size_t people) {
  ConsoleContents out;
  const auto begin = std::chrono::steady_clock::now();
  bits_ = people::token_bits(static_cast<std::int64_t>(people));
  fill_units(out);
  // Built once over all rows: millions of single insertions would take longer than all else.
  store::postgres::PgConnection owner(
      {.url = place_.superuser_url(), .statement_timeout = Duration{0}});
  const auto index =
      owner.exec_text("select pg_get_indexdef('person_search_tokens'::regclass)")[0].string(0);
  owner.exec_text("drop index person_search_tokens");
  for (std::size_t i = 0; i < people; i += kBatch) {
    fill_people(out, i, std::min(kBatch, people - i));
    std::cerr << "\rfilled: " << std::min(i + kBatch, people) << " people" << std::flush;
  }
  owner.exec_text("set maintenance_work_mem = '256MB'");
  owner.exec_text(index);
  owner.exec_text("update person_search_state set bits = " + std::to_string(bits_) +
                  ", done = now()");
  owner.exec_text("update read_limit set most = 2000000000");  // one officer asks all the time
  sequence_journal();
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cerr << ", units, grants, sessions and journal in " << took << " s\n";
  make_officer(out);
  return out;
}

double ConsoleFiller::renew_tokens(std::size_t people) {
  {
    store::postgres::PgConnection owner(
        {.url = place_.superuser_url(), .statement_timeout = Duration{0}});
    owner.exec_text(
        "update person_search set due = true where person in (select person from person_search "
        "limit " +
        std::to_string(people) + ")");
  }
  const auto begin = std::chrono::steady_clock::now();
  backends_.io.run_and_wait(0, [&]() -> Task<> {
    while (co_await rooms_.people.search->refresh(backends_.clock->now())) {
    }
  });
  return static_cast<double>(people) /
         std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace tessera::bench
