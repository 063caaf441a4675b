// One run: databases, contents, server and load generator, and the rows that were measured.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "bench/full/fill.hpp"
#include "bench/full/place.hpp"
#include "bench/full/report.hpp"
#include "bench/full/scenarios.hpp"

namespace tessera::bench {

struct Options {
  std::string verb, binary, data, json, only;
  std::string bare;                // PLAIN_PORT:TLS_PORT:PID of the bare responder
  std::string bare_ca;             // its certificate
  std::string micro = "{}";        // of bench_micro
  std::string openssl = "{}";      // signatures a second by `openssl speed`, by key
  std::size_t clients = 0;         // other than the size says
  std::size_t tokens = 0;          // likewise
  std::size_t people = 1'000'000;  // of console
  bool quick = false;
  double seconds = 3;
};

class Bench {
 public:
  explicit Bench(const Options& options);
  // Measures, prints the table, writes the JSON. False if an answer was wrong.
  [[nodiscard]] bool full();
  // False if unknown identifier and wrong password can be told apart.
  [[nodiscard]] bool timing();

 private:
  struct Plan {
    std::string name;
    std::string limit_name = {};
    double limit = 0;
    Aim aim = {};
    std::optional<double> most_cpu_ms = {};
    std::optional<double> most_p99_ms = {};
    double rate = 0;
    std::size_t connections = 32;
    std::size_t most_turns = static_cast<std::size_t>(-1);
    std::size_t warm_turns = 2'000;
    bool tls_too = true;
  };

  // rows.cpp
  void measure_bare();
  void check_tokens();
  Answer expect_key(std::string_view member, const std::string& wanted, const Machine& client,
                    const std::string& form);
  void measure_documents();
  void measure_document(const std::string& name, const std::string& path);
  void measure_tokens();
  void measure_first_uses(double verify);
  void measure_refreshes();
  void measure_sessions();
  void measure_log_ins();
  void measure_proofs();
  // key_rows.cpp
  void measure_keys();
  void measure_beside_guesses();
  void measure_under_guesses(const std::string& name, const Scenario& scenario);
  [[nodiscard]] std::string jwks_path();
  [[nodiscard]] Tokens mint(std::size_t count, bool with_claims);
  [[nodiscard]] Tokens mint_bound(std::size_t count);
  [[nodiscard]] double signatures(double es256, double rs256, double verified = 0) const;

  void measure(const Plan& plan, const Scenario& scenario);
  void measure_on(const Target& target, const Plan& plan, const Scenario& scenario);
  [[nodiscard]] bool is_wanted(const std::string& name) const;
  [[nodiscard]] Statements statements_so_far() const;
  [[nodiscard]] double raw_argon2();
  [[nodiscard]] bool check_argon2();
  [[nodiscard]] boost::json::object facts();
  [[nodiscard]] bool report();
  void write_json(const boost::json::object& object) const;

  Options options_;
  Place place_;
  Filler filler_;
  boost::json::object micro_, openssl_;
  Sizes sizes_;
  Contents contents_;
  std::size_t redis_before_ = 0, redis_after_ = 0, idle_memory_ = 0;
  std::optional<ServerUnderTest> server_;
  boost::asio::io_context io_{1};
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  std::optional<Generator> generator_;
  std::size_t next_turn_ = 0;
  double bare_ = 0, bare_tls_ = 0;
  std::vector<Row> rows_;
};

// The member, or 0.
[[nodiscard]] double number(const boost::json::object& object, std::string_view name);

inline constexpr std::string_view kArgon2 = "m=19456,t=2,p=1";

}  // namespace tessera::bench
