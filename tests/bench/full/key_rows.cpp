// Rows of clients that hold keys, and of everybody else while passwords are guessed.
#include <algorithm>
#include <cstdio>
#include <thread>

#include <tessera/jose/jwk.hpp>

#include "bench/full/bench.hpp"
#include "bench/full/key_scenarios.hpp"

namespace tessera::bench {
namespace {

constexpr double kGuessesPerSecond = 500;
constexpr double kOthersPerSecond = 1'000;
constexpr std::size_t kGuessers = 512;  // so many wait for an answer at most
constexpr double kMayWait = 1.2;        // against the same load without guesses

}  // namespace

Tokens Bench::mint_bound(std::size_t count) {
  return std::make_shared<const std::vector<std::string>>(
      filler_.mint(contents_.es256, contents_, count, false, jose::thumbprint(contents_.fapi.key)));
}

void Bench::measure_keys() {
  measure({.name = "client_credentials, private_key_jwt, ES256",
           .limit_name = "openssl ecdsap256 sign + verify",
           .limit = signatures(1, 0, 1),
           .connections = 64},
          signed_client_credentials(contents_.key_machine));
  const auto count = sizes_.tokens;
  if (is_wanted("introspection, answered as JWT, ES256")) {
    const auto tokens = std::make_shared<const std::vector<std::string>>(
        filler_.mint(contents_.es256, contents_, count, false));
    measure({.name = "introspection, answered as JWT, ES256",
             .limit_name = "openssl ecdsap256",
             .limit = signatures(1, 0),
             .connections = 64,
             .warm_turns = 2 * count},
            introspect_as_jwt(contents_.es256, tokens));
  }
  if (is_wanted("userinfo by DPoP, cached, sub only")) {
    measure({.name = "userinfo by DPoP, cached, sub only",
             .limit_name = "openssl ecdsap256 verify",
             .limit = number(openssl_, "ecdsap256_verify"),
             .connections = 64,
             .warm_turns = 2 * count},
            userinfo_by_dpop(contents_.fapi, mint_bound(count)));
  }
  measure({.name = "FAPI 2.0 in a session (PAR, authorize, code by DPoP)",
           .limit_name = "openssl ecdsap256, 2 signed, 3 verified",
           .limit = signatures(2, 0, 3),
           .connections = 32,
           .warm_turns = 500},
          pushed_sign_on(contents_));
  if (!is_wanted("FAPI 2.0 with password (PAR, code by DPoP)")) return;
  measure({.name = "FAPI 2.0 with password (PAR, code by DPoP)",
           .limit_name = "Argon2id " + std::string(kArgon2),
           .limit = raw_argon2(),
           .connections = 8,
           .most_turns = contents_.password_only.size(),
           .warm_turns = 50},
          pushed_log_in(contents_));
}

// The plain listener alone: its trusted proxy says where guesses come from.
void Bench::measure_beside_guesses() {
  measure_under_guesses("discovery", fetch_path("/.well-known/openid-configuration"));
  if (!is_wanted("introspection, 1000/s")) return;
  measure_under_guesses("introspection", introspect(contents_.rs256, mint(1'000, false)));
}

void Bench::measure_under_guesses(const std::string& name, const Scenario& scenario) {
  Plan plan{.name = name + ", 1000/s", .rate = kOthersPerSecond, .connections = 32};
  if (!is_wanted(plan.name)) return;
  measure_on(place_.plain(), plan, scenario);
  const auto alone = rows_.back().outcome.p99_ms;
  Guesses guesses;
  const auto guess = guesses.scenario();
  boost::asio::io_context io{1};
  Generator guesser(io, tls_, generator_->watched());
  const auto run = [&, first = next_turn_](std::size_t connections, Duration time, std::size_t most,
                                           double rate) {
    return guesser.run({.target = place_.plain(),
                        .connections = connections,
                        .time = time,
                        .most_turns = most,
                        .first_turn = first,
                        .rate = rate},
                       guess, false);
  };
  (void)run(1, seconds{10}, 1, 0);  // opens the page
  const auto time = std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(options_.seconds + 3));  // begins before the row, ends after it
  Outcome guessed;
  std::thread beside(
      [&] { guessed = run(kGuessers, time, static_cast<std::size_t>(-1), kGuessesPerSecond); });
  plan.name += ", beside 500 guesses/s";
  plan.limit_name = "p99 alone, ms";
  plan.limit = alone;
  plan.most_p99_ms = kMayWait * alone;
  measure_on(place_.plain(), plan, scenario);
  beside.join();
  next_turn_ += guessed.turns;
  std::fprintf(stderr, "guesses: %.0f a second were answered; p50 %.0f ms, p99 %.0f ms\n",
               guessed.per_second(), guessed.p50_ms, guessed.p99_ms);
  if (guessed.errors > 0) std::fprintf(stderr, "error: guesses: %s\n", guessed.first_error.c_str());
}

}  // namespace tessera::bench
