// What is measured, in this order, and what each row should reach.
#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <boost/json/parse.hpp>

#include "bench/full/bench.hpp"
#include "bench/full/proof_scenarios.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

constexpr std::size_t kLogInConnections = 8;
constexpr std::size_t kWarmLogIns = 100;  // every database connection has its statements by then

}  // namespace

// The same client against Beast as it comes: what this machine can do at all.
void Bench::measure_bare() {
  std::istringstream text(options_.bare);
  std::uint16_t port = 0, tls_port = 0;
  pid_t pid = 0;
  char colon = 0;
  if (!(text >> port >> colon >> tls_port >> colon >> pid)) return;
  const auto serving = generator_->watched();
  generator_->watch({.tessera = pid});
  const Plan plan{.name = "bare Beast, 1,500 bytes"};
  measure_on({.port = port, .host = "bench.example.gov"}, plan, fetch_path("/ready"));
  bare_ = per_tessera_second(rows_.back().outcome);
  measure_on({.port = tls_port, .tls = true, .host = "localhost"}, plan, fetch_path("/ready"));
  bare_tls_ = per_tessera_second(rows_.back().outcome);
  generator_->watch(serving);
}

// Which keys sign, asked of the tokens themselves.
void Bench::check_tokens() {
  const std::string machine = "grant_type=client_credentials&scope=statistics%3Aread";
  (void)expect_key("access_token", "ES256 at+jwt", contents_.machines.front(), machine);
  (void)expect_key("access_token", "RS256 at+jwt", contents_.rs256_machines.front(), machine);
  for (auto* portal : {&contents_.rs256, &contents_.es256}) {
    const auto wanted = portal == &contents_.rs256 ? "RS256 JWT" : "ES256 JWT";
    auto& token = portal->refresh.front();
    const auto answer =
        expect_key("id_token", wanted, *portal, "grant_type=refresh_token&refresh_token=" + token);
    token = std::string(json::parse(answer.body).as_object().at("refresh_token").as_string());
  }
}

Answer Bench::expect_key(std::string_view member, const std::string& wanted, const Machine& client,
                         const std::string& form) {
  Answer answer;
  const auto ask = [&](Link& link, std::size_t) -> Task<> {
    answer = co_await link.ask(
        post_form(link.target(), "/oauth2/token", form, basic(client.id, client.secret)));
  };
  (void)generator_->run({.target = place_.plain(), .connections = 1, .most_turns = 1}, ask, false);
  expect_status(answer, 200, member);
  const auto header = jwt_header(answer, member);
  if (header != wanted)
    throw std::runtime_error("the " + std::string(member) + " is " + header + ", not " + wanted);
  return answer;
}

void Bench::measure_documents() {
  measure_document("discovery", "/.well-known/openid-configuration");
  measure_document("JWKS", jwks_path());
}

// Each transport beside the bare responder on the same transport.
void Bench::measure_document(const std::string& name, const std::string& path) {
  if (!is_wanted(name)) return;
  Plan plan{.name = name, .limit_name = "bare Beast", .limit = bare_, .aim = {Aim::Of::limit, 0.6}};
  measure_on(place_.plain(), plan, fetch_path(path));
  plan.limit_name = "bare Beast, TLS";
  plan.limit = bare_tls_;
  measure_on(place_.tls(), plan, fetch_path(path));
  rows_.back().plain_limit = bare_;
}

std::string Bench::jwks_path() {
  const auto answer = fetch(place_.plain(), "/.well-known/openid-configuration");
  const auto uri = std::string(json::parse(answer.body).as_object().at("jwks_uri").as_string());
  return uri.substr(place_.tls().origin.size());
}

Tokens Bench::mint(std::size_t count, bool with_claims) {
  return std::make_shared<const std::vector<std::string>>(
      filler_.mint(contents_.rs256, contents_, count, with_claims));
}

// So many answers a second at most, if each takes these signatures, these checks of ES256
// signatures, and nothing else.
double Bench::signatures(double es256, double rs256, double verified) const {
  const auto cost = es256 / std::max(1.0, number(openssl_, "ecdsap256_sign")) +
                    rs256 / std::max(1.0, number(openssl_, "rsa2048_sign")) +
                    verified / std::max(1.0, number(openssl_, "ecdsap256_verify"));
  return 1 / cost;
}

void Bench::measure_tokens() {
  const auto verify = number(openssl_, "ecdsap256_verify");
  measure({.name = "client_credentials, ES256",
           .limit_name = "openssl ecdsap256",
           .limit = signatures(1, 0),
           .aim = {Aim::Of::tessera_cpu, 15'000},
           .connections = 64},
          client_credentials(contents_.machines));
  measure({.name = "client_credentials, RS256",
           .limit_name = "openssl rsa2048",
           .limit = signatures(0, 1),
           .connections = 64},
          client_credentials(contents_.rs256_machines));
  const auto count = sizes_.tokens;
  auto tokens = mint(count, false);
  measure({.name = "introspection, cached",
           .limit_name = "bare Beast",
           .limit = bare_,
           .aim = {Aim::Of::tessera_cpu, 25'000},
           .connections = 64,
           .warm_turns = 2 * count},
          introspect(contents_.rs256, tokens));
  measure({.name = "userinfo, cached, sub only",
           .limit_name = "bare Beast",
           .limit = bare_,
           .aim = {Aim::Of::tessera_cpu, 25'000},
           .connections = 64,
           .warm_turns = 2 * count},
          userinfo(tokens));
  measure_first_uses(verify);
  tokens = mint(count, true);
  measure({.name = "userinfo, cached, name and email",
           .limit_name = "bare Beast",
           .limit = bare_,
           .connections = 64,
           .warm_turns = 2 * count},
          userinfo(tokens));
}

// Tokens that the server has not seen: each is asked about once.
void Bench::measure_first_uses(double verify) {
  const auto once = [&](std::string name, bool introspection) {
    if (!is_wanted(name)) return;
    const auto count = 3 * sizes_.tokens;
    const auto fresh = mint(count, false);
    const auto scenario = introspection ? introspect(contents_.rs256, fresh) : userinfo(fresh);
    next_turn_ = 0;
    measure({.name = std::move(name),
             .limit_name = "openssl ecdsap256 verify",
             .limit = verify,
             .aim = {Aim::Of::tessera_cpu, 10'000},
             .connections = 64,
             .most_turns = count,
             .warm_turns = 0,
             .tls_too = false},
            scenario);
  };
  once("introspection, not cached", true);
  once("userinfo, not cached, sub only", false);
}

void Bench::measure_refreshes() {
  // 4,000 a second over the two cores: other work on the machine spoils the rate, not the cost.
  const Aim refreshes{Aim::Of::all_cpu, 2'000};
  measure({.name = "refresh, rotated, ID token ES256",
           .limit_name = "2 openssl ecdsap256",
           .limit = signatures(2, 0),
           .aim = refreshes,
           .connections = 64},
          refresh(contents_.es256));
  measure({.name = "refresh, rotated, ID token RS256",
           .limit_name = "openssl rsa2048 + ecdsap256",
           .limit = signatures(1, 1),
           .connections = 64},
          refresh(contents_.rs256));
}

void Bench::measure_sessions() {
  measure({.name = "session look-up (GET /account)",
           .limit_name = "bare Beast",
           .limit = bare_,
           .connections = 64},
          show_account(contents_));
  measure({.name = "single sign-on (authorize + token)",
           .limit_name = "openssl rsa2048 + ecdsap256",
           .limit = signatures(1, 1),
           .connections = 32,
           .warm_turns = 500},
          single_sign_on(contents_));
}

// Few of each: a person may sign in so often only, and a one-time code serves once.
void Bench::measure_log_ins() {
  const auto argon2 = raw_argon2();
  const double most = 1000 / argon2 + 2;
  const auto plan = [&](std::string name, std::size_t turns) {
    return Plan{.name = std::move(name),
                .limit_name = "Argon2id " + std::string(kArgon2),
                .limit = argon2,
                .most_cpu_ms = most,
                .connections = kLogInConnections,
                .most_turns = turns,
                .warm_turns = kWarmLogIns};
  };
  measure(plan("log-in, password", 2 * contents_.password_only.size()), log_in(contents_, false));
  measure(plan("log-in, password and code", contents_.with_code.size() / 2 - kWarmLogIns),
          log_in(contents_, true));
}

// By what people hold: no password is hashed, so signatures are the limit. Nobody signs in more
// often than he may have sessions: no row pays for the end of others.
void Bench::measure_proofs() {
  const auto plan = [&](std::string name, std::size_t people, double made, double verified) {
    return Plan{.name = std::move(name),
                .limit_name = "openssl ecdsap256 and rsa2048",
                .limit = signatures(made, 1, verified),
                .connections = 16,
                .most_turns = 4 * people,
                .warm_turns = people / 2};
  };
  measure(plan("log-in, passkey", contents_.with_passkey.size(), 1, 1),
          log_in_by_passkey(contents_));
  // A handshake of its own for each: the server signs, and checks the card and who issued it.
  measure(plan("log-in, smart card", contents_.with_card.size(), 2, 2),
          log_in_by_card(contents_, place_.card_reader()));
}

}  // namespace tessera::bench
