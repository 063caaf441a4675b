#include "bench/full/bench.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/crypto/password_hash.hpp>
#include <tessera/crypto/random.hpp>

#include "bench/full/timing.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

constexpr double kMega = 1024.0 * 1024.0;
constexpr double kTimingLimit = 0.02;

Sizes sizes_of(const Options& options) {
  if (options.verb == "timing") {  // only people who can sign in
    return {.people = 451,
            .clients = 3,
            .sessions = 1,
            .families = 1,
            .tokens = 1,
            .passwords = 250,
            .codes = 200,
            .passkeys = 0,
            .cards = 0};
  }
  if (!options.quick) return {};
  return {.people = 1'000,
          .clients = 50,
          .sessions = 5'000,
          .families = 1'000,
          .tokens = 1'000,
          .passwords = 150,
          .codes = 300,
          .passkeys = 150,
          .cards = 150};
}

}  // namespace

double number(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

Bench::Bench(const Options& options)
    : options_(options),
      place_(options.data),
      filler_(place_),
      micro_(json::parse(options.micro).as_object()),
      openssl_(json::parse(options.openssl).as_object()),
      sizes_(sizes_of(options)) {
  if (options.clients > 0) sizes_.clients = std::max<std::size_t>(options.clients, 3);
  if (options.tokens > 0) sizes_.tokens = options.tokens;
  tls_.load_verify_file((std::filesystem::path(options.data) / "certs" / "ca.crt").string());
  if (!options.bare_ca.empty()) tls_.load_verify_file(options.bare_ca);
  tls_.set_verify_mode(boost::asio::ssl::verify_peer);
  redis_before_ = place_.redis_memory();
  contents_ = filler_.fill(sizes_);
  place_.settle();
  redis_after_ = place_.redis_memory();
  server_.emplace(options.binary, place_);
  generator_.emplace(io_, tls_, place_.watched(server_->pid()));
  std::this_thread::sleep_for(seconds{3});  // hashing workers give their memory back when idle
  idle_memory_ = memory_of(server_->pid());
}

bool Bench::full() {
  measure_bare();
  check_tokens();
  measure_documents();
  measure_tokens();
  measure_refreshes();
  measure_sessions();
  measure_log_ins();
  measure_proofs();
  measure_keys();
  measure_beside_guesses();
  const bool argon2 = check_argon2();
  return report() && argon2;
}

bool Bench::timing() {
  const auto tries = options_.quick ? std::size_t{300} : std::size_t{2000};
  const auto result = compare_refusals(place_.plain(), contents_.password_only, tries);
  const bool same = result.unlike.empty();
  const bool in_time = result.difference <= kTimingLimit;
  std::cout << "unknown identifier: median " << result.unknown_median_ms
            << " ms; wrong password: median " << result.wrong_median_ms << " ms; difference "
            << result.difference * 100 << " % (limit 2 %), " << result.tries << " tries each, "
            << kArgon2 << (check_argon2() ? " as served" : " NOT SERVED") << "\n"
            << "status, headers and body: " << (same ? "the same" : "DIFFERENT") << "\n";
  for (const auto& unlike : result.unlike) std::cerr << unlike << "\n";
  write_json({{"tries", result.tries},
              {"unknown_median_ms", result.unknown_median_ms},
              {"wrong_median_ms", result.wrong_median_ms},
              {"difference", result.difference},
              {"same_answers", same},
              {"load_average", load_average()}});
  return same && in_time;
}

bool Bench::is_wanted(const std::string& name) const {
  return options_.only.empty() || name.find(options_.only) != std::string::npos;
}

void Bench::measure(const Plan& plan, const Scenario& scenario) {
  if (!is_wanted(plan.name)) return;
  for (const auto* target : {&place_.plain(), &place_.tls()}) {
    if (!target->tls || plan.tls_too) measure_on(*target, plan, scenario);
  }
}

void Bench::measure_on(const Target& target, const Plan& plan, const Scenario& scenario) {
  Load load{.target = target,
            .connections = plan.connections,
            .time = seconds{30},
            .most_turns = plan.warm_turns,
            .first_turn = next_turn_};
  if (plan.warm_turns > 0) {
    (void)generator_->run(load, scenario, false);
    next_turn_ += plan.warm_turns;
  }
  load.time = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options_.seconds));
  load.most_turns = plan.most_turns;
  load.first_turn = next_turn_;
  load.rate = plan.rate;
  const auto before = statements_so_far();
  Row row{.name = plan.name,
          .transport = target.tls ? "TLS" : "plain",
          .outcome = generator_->run(load, scenario),
          .limit_name = plan.limit_name,
          .limit = plan.limit,
          .aim = plan.aim,
          .most_p99_ms = plan.most_p99_ms,
          .most_cpu_ms = plan.most_cpu_ms};
  row.statements = statements_so_far() - before;
  next_turn_ += row.outcome.turns;
  std::cerr << render_table({row}).substr(render_table({}).size());
  if (row.outcome.errors > 0) std::cerr << "error: " << row.outcome.first_error << "\n";
  rows_.push_back(std::move(row));
}

// How often each statement of PostgreSQL ran, by the server's own count.
Statements Bench::statements_so_far() const {
  const auto metrics = fetch(place_.management(), "/metrics").body;
  const std::string name = "\ntessera_db_query_duration_seconds_count{query=\"";
  Statements out;
  for (auto at = metrics.find(name); at != std::string::npos; at = metrics.find(name, at + 1)) {
    const auto begin = at + name.size();
    const auto end = metrics.find("\"} ", begin);
    out.counts[metrics.substr(begin, end - begin)] =
        std::strtod(metrics.c_str() + end + 3, nullptr);
  }
  return out;
}

// Hashes per CPU second with as many threads as the server has hashing workers: they share caches
// and memory with each other and with everything else on the machine, so it is measured beside the
// rows.
double Bench::raw_argon2() {
  constexpr int kEach = 30;
  const auto work = [] {
    crypto::SystemRandom random;
    const Secret password("correct horse battery staple");
    for (int i = 0; i < kEach; ++i) (void)crypto::argon2id_hash(password, {}, random);
    crypto::argon2id_release_memory();
  };
  const auto begin = cpu_of(getpid());
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  return static_cast<double>(kEach * threads.size()) / (cpu_of(getpid()) - begin);
}

// The parameters that the server itself counted its hashes under.
bool Bench::check_argon2() {
  const auto metrics = fetch(place_.management(), "/metrics").body;
  const auto name = std::string("tessera_password_hash_duration_seconds_count");
  std::size_t others = 0, wanted = 0;
  for (auto at = metrics.find("\n" + name); at != std::string::npos;
       at = metrics.find("\n" + name, at + 1)) {
    const auto line = metrics.substr(at + 1, metrics.find('\n', at + 1) - at - 1);
    (line.find(kArgon2) != std::string::npos ? wanted : others) += 1;
  }
  if (wanted == 1 && others == 0) return true;
  std::cerr << "hash parameters are not " << kArgon2 << "\n";
  return false;
}

json::object Bench::facts() {
  const auto busy = memory_of(server_->pid());
  std::this_thread::sleep_for(seconds{45});  // what rests gives its memory back
  return {{"people", sizes_.people},
          {"clients", sizes_.clients},
          {"sessions", sizes_.sessions},
          {"people_with_password", sizes_.passwords + sizes_.codes},
          {"distinct_tokens", sizes_.tokens},
          {"argon2id", kArgon2},
          {"keys", "access tokens ES256 or RS256, ID tokens RS256 or ES256"},
          {"nproc", std::thread::hardware_concurrency()},
          {"load_average", load_average()},
          {"start_to_ready_ms", server_->start_ms()},
          {"clients_filled_per_second", filler_.clients_per_second()},
          {"tessera_idle_mb", static_cast<double>(idle_memory_) / kMega},
          {"tessera_busy_mb", static_cast<double>(busy) / kMega},
          {"tessera_after_mb", static_cast<double>(memory_of(server_->pid())) / kMega},
          {"redis_empty_mb", static_cast<double>(redis_before_) / kMega},
          {"redis_filled_mb", static_cast<double>(redis_after_) / kMega},
          {"openssl_speed", openssl_},
          {"micro", micro_}};
}

bool Bench::report() {
  auto all = facts();
  json::array rows;
  for (const auto& row : rows_) rows.push_back(to_json(row));
  std::cout << render_table(rows_) << "\n" << json::serialize(all) << std::endl;
  all["rows"] = rows;
  write_json(all);
  return std::ranges::all_of(
      rows_, [](const Row& row) { return row.outcome.errors == 0 && row.outcome.turns > 0; });
}

void Bench::write_json(const json::object& object) const {
  if (!options_.json.empty()) std::ofstream(options_.json) << json::serialize(object) << "\n";
}

}  // namespace tessera::bench
