// The program behind tools/bench full and timing.
//   bench_full full|timing --binary TESSERA --data DIR --bare PORT:PID --micro JSON --json FILE
//              [--quick] [--seconds S] [--only WORD]
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/crypto/password_hash.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/runtime/log.hpp>

#include "bench/full/fill.hpp"
#include "bench/full/place.hpp"
#include "bench/full/report.hpp"
#include "bench/full/scenarios.hpp"
#include "bench/full/timing.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

constexpr double kMega = 1024.0 * 1024.0;
constexpr double kTimingLimit = 0.02;
constexpr std::string_view kArgon2 = "m=19456,t=2,p=1";
constexpr std::size_t kLogInConnections = 8;

struct Options {
  std::string verb, binary, data, bare, micro = "{}", json, only;
  bool quick = false;
  double seconds = 3;
};

Options read_options(int argc, char** argv) {
  Options out{.verb = argc > 1 ? argv[1] : ""};
  std::map<std::string, std::string*> texts{{"--binary", &out.binary}, {"--data", &out.data},
                                            {"--bare", &out.bare},     {"--micro", &out.micro},
                                            {"--json", &out.json},     {"--only", &out.only}};
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--quick") {
      out.quick = true;
    } else if (i + 1 < argc && texts.contains(name)) {
      *texts[name] = argv[++i];
    } else if (i + 1 < argc && name == "--seconds") {
      out.seconds = std::strtod(argv[++i], nullptr);
    } else {
      throw std::runtime_error("unknown argument " + name);
    }
  }
  if (out.binary.empty() || out.data.empty())
    throw std::runtime_error("--binary and --data are needed");
  return out;
}

Sizes sizes_of(const Options& options) {
  if (!options.quick) return {};
  return {.people = 1'000,
          .clients = 50,
          .sessions = 5'000,
          .families = 1'000,
          .tokens = 1'000,
          .passwords = 150,
          .codes = 100};
}

double number(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        place_(options.data),
        filler_(place_.settings()),
        micro_(json::parse(options.micro).as_object()) {
    tls_.load_verify_file((std::filesystem::path(options.data) / "certs" / "ca.crt").string());
    tls_.set_verify_mode(boost::asio::ssl::verify_peer);
    redis_before_ = place_.redis_memory();
    sizes_ = sizes_of(options);
    if (options.verb == "timing") {  // only people who can sign in
      sizes_ = {.people = 451,
                .clients = 3,
                .sessions = 1,
                .families = 1,
                .tokens = 1,
                .passwords = 250,
                .codes = 200};
    }
    contents_ = filler_.fill(sizes_);
    redis_after_ = place_.redis_memory();
    server_.emplace(options.binary, place_);
    generator_.emplace(io_, tls_, place_.watched(server_->pid()));
    std::this_thread::sleep_for(seconds{3});  // hashing workers give their memory back when idle
    idle_memory_ = memory_of(server_->pid());
  }

  int full() {
    measure_bare();
    check_tokens();
    measure_documents();
    measure_tokens();
    measure_sessions();
    measure_log_ins();
    const bool argon2 = check_argon2();
    return report() && argon2 ? 0 : 1;
  }

  int timing() {
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
    return same && in_time ? 0 : 1;
  }

 private:
  struct Plan {
    std::string name;
    std::string limit_name = {};
    double limit = 0;
    Aim aim = {};
    std::optional<double> most_cpu_ms = {};
    std::size_t connections = 32;
    std::size_t most_turns = static_cast<std::size_t>(-1);
    std::size_t warm_turns = 2'000;
    bool tls_too = true;
  };

  void measure(const Plan& plan, const Scenario& scenario) {
    if (!options_.only.empty() && plan.name.find(options_.only) == std::string::npos) return;
    for (const auto* target : {&place_.plain(), &place_.tls()}) {
      if (target->tls && !plan.tls_too) continue;
      measure_on(*target, target->tls ? "TLS" : "plain", plan, scenario);
    }
  }

  void measure_on(const Target& target, const std::string& transport, const Plan& plan,
                  const Scenario& scenario) {
    Load load{.target = target,
              .connections = plan.connections,
              .time = seconds{30},
              .most_turns = plan.warm_turns,
              .first_turn = next_turn_};
    if (plan.warm_turns > 0) {
      (void)generator_->run(load, scenario, false);
      next_turn_ += plan.warm_turns;
    }
    load.time =
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options_.seconds));
    load.most_turns = plan.most_turns;
    load.first_turn = next_turn_;
    Row row{.name = plan.name,
            .transport = transport,
            .outcome = generator_->run(load, scenario),
            .limit_name = plan.limit_name,
            .limit = plan.limit,
            .aim = plan.aim,
            .most_cpu_ms = plan.most_cpu_ms};
    next_turn_ += row.outcome.turns;
    std::cerr << render_table({row}).substr(render_table({}).size());
    if (row.outcome.errors > 0) std::cerr << "error: " << row.outcome.first_error << "\n";
    rows_.push_back(std::move(row));
  }

  // The same client against Beast as it comes: what this machine can do at all.
  void measure_bare() {
    const auto colon = options_.bare.find(':');
    if (colon == std::string::npos) return;
    const Target bare{.port = static_cast<std::uint16_t>(std::stoi(options_.bare)),
                      .host = "bench.example.gov"};
    const auto serving = generator_->watched();
    generator_->watch({.tessera = std::stoi(options_.bare.substr(colon + 1))});
    measure_on(bare, "plain", {.name = "bare Beast, 1,500 bytes", .connections = 32},
               fetch_path("/ready"));
    generator_->watch(serving);
    bare_ = per_tessera_second(rows_.back().outcome);
  }

  // Which keys sign, asked of the tokens themselves.
  void check_tokens() {
    expect_key("access_token", "ES256 at+jwt", contents_.machines.front(),
               "grant_type=client_credentials&scope=statistics%3Aread");
    for (auto* portal : {&contents_.rs256, &contents_.es256}) {
      const auto wanted = portal == &contents_.rs256 ? "RS256 JWT" : "ES256 JWT";
      auto& token = portal->refresh.front();
      const auto answer = expect_key("id_token", wanted, *portal,
                                     "grant_type=refresh_token&refresh_token=" + token);
      token = std::string(json::parse(answer.body).as_object().at("refresh_token").as_string());
    }
  }

  Answer expect_key(std::string_view member, const std::string& wanted, const Machine& client,
                    const std::string& form) {
    Answer answer;
    const auto ask = [&](Link& link, std::size_t) -> Task<> {
      answer = co_await link.ask(
          post_form(link.target(), "/oauth2/token", form, basic(client.id, client.secret)));
    };
    (void)generator_->run({.target = place_.plain(), .connections = 1, .most_turns = 1}, ask,
                          false);
    expect_status(answer, 200, member);
    const auto header = jwt_header(answer, member);
    if (header != wanted)
      throw std::runtime_error("the " + std::string(member) + " is " + header + ", not " + wanted);
    return answer;
  }

  void measure_documents() {
    const Aim aim{Aim::Of::limit, 0.6};
    measure({.name = "discovery", .limit_name = "bare Beast", .limit = bare_, .aim = aim},
            fetch_path("/.well-known/openid-configuration"));
    measure({.name = "JWKS", .limit_name = "bare Beast", .limit = bare_, .aim = aim},
            fetch_path(jwks_path()));
  }

  std::string jwks_path() {
    const auto answer = fetch(place_.plain(), "/.well-known/openid-configuration");
    const auto uri = std::string(json::parse(answer.body).as_object().at("jwks_uri").as_string());
    return uri.substr(place_.tls().origin.size());
  }

  Tokens mint(std::size_t count, bool with_claims) {
    return std::make_shared<const std::vector<std::string>>(
        filler_.mint(contents_.rs256, contents_, count, with_claims));
  }

  void measure_tokens() {
    const auto es256 = number(micro_, "es256_sign");
    const auto verify = number(micro_, "es256_verify");
    const auto rs256 = number(micro_, "rs256_sign");
    measure({.name = "client_credentials, ES256",
             .limit_name = "ES256 signatures",
             .limit = es256,
             .aim = {Aim::Of::tessera_cpu, 15'000},
             .connections = 64},
            client_credentials(contents_));
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
    const auto sign_both = 1 / (1 / std::max(1.0, rs256) + 1 / std::max(1.0, es256));
    // 4,000 a second over the two cores: other work on the machine spoils the rate, not the cost.
    const Aim refreshes{Aim::Of::all_cpu, 2'000};
    measure({.name = "refresh, rotated, ID token ES256",
             .limit_name = "2 ES256",
             .limit = es256 / 2,
             .aim = refreshes,
             .connections = 64},
            refresh(contents_.es256));
    measure({.name = "refresh, rotated, ID token RS256",
             .limit_name = "RS256 + ES256",
             .limit = sign_both,
             .connections = 64},
            refresh(contents_.rs256));
  }

  // Tokens that the server has not seen: each is asked about once.
  void measure_first_uses(double verify) {
    const auto once = [&](std::string name, bool introspection) {
      if (!options_.only.empty() && name.find(options_.only) == std::string::npos) return;
      const auto count = 3 * sizes_.tokens;
      const auto fresh = mint(count, false);
      const auto scenario = introspection ? introspect(contents_.rs256, fresh) : userinfo(fresh);
      next_turn_ = 0;
      measure({.name = std::move(name),
               .limit_name = "ES256 verifications",
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

  void measure_sessions() {
    measure({.name = "session look-up (GET /account)",
             .limit_name = "bare Beast",
             .limit = bare_,
             .connections = 64},
            show_account(contents_));
    measure({.name = "single sign-on (authorize + token)",
             .limit_name = "RS256 + ES256",
             .limit = 1 / (1 / std::max(1.0, number(micro_, "rs256_sign")) +
                           1 / std::max(1.0, number(micro_, "es256_sign"))),
             .connections = 32,
             .warm_turns = 500},
            single_sign_on(contents_));
  }

  // Few of each: a person may sign in so often only, and a one-time code serves once.
  void measure_log_ins() {
    const auto argon2 = raw_argon2();
    const double most = 1000 / argon2 + 2;
    const auto plan = [&](std::string name, std::size_t people) {
      return Plan{.name = std::move(name),
                  .limit_name = "Argon2id " + std::string(kArgon2),
                  .limit = argon2,
                  .most_cpu_ms = most,
                  .connections = kLogInConnections,
                  .most_turns = people,
                  .warm_turns = kLogInConnections};
    };
    measure(plan("log-in, password", 2 * contents_.password_only.size()), log_in(contents_, false));
    measure(plan("log-in, password and code", contents_.with_code.size() / 2 - kLogInConnections),
            log_in(contents_, true));
  }

  // Hashes per CPU second with as many threads as the server has hashing workers: they share caches
  // and memory with each other and with everything else on the machine, so it is measured beside
  // the rows.
  double raw_argon2() {
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
  bool check_argon2() {
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

  json::object facts() {
    const auto busy = memory_of(server_->pid());
    std::this_thread::sleep_for(seconds{12});  // hashing workers give their memory back when idle
    return {{"people", sizes_.people},
            {"clients", sizes_.clients},
            {"sessions", sizes_.sessions},
            {"people_with_password", sizes_.passwords + sizes_.codes},
            {"distinct_tokens", sizes_.tokens},
            {"argon2id", kArgon2},
            {"keys", "access tokens ES256, ID tokens RS256 or ES256"},
            {"nproc", std::thread::hardware_concurrency()},
            {"load_average", load_average()},
            {"start_to_ready_ms", server_->start_ms()},
            {"tessera_idle_mb", static_cast<double>(idle_memory_) / kMega},
            {"tessera_busy_mb", static_cast<double>(busy) / kMega},
            {"tessera_after_mb", static_cast<double>(memory_of(server_->pid())) / kMega},
            {"redis_empty_mb", static_cast<double>(redis_before_) / kMega},
            {"redis_filled_mb", static_cast<double>(redis_after_) / kMega},
            {"micro", micro_}};
  }

  bool report() {
    auto all = facts();
    json::array rows;
    for (const auto& row : rows_) rows.push_back(to_json(row));
    std::cout << render_table(rows_) << "\n" << json::serialize(all) << std::endl;
    all["rows"] = rows;
    write_json(all);
    return std::ranges::all_of(
        rows_, [](const Row& row) { return row.outcome.errors == 0 && row.outcome.turns > 0; });
  }

  void write_json(const json::object& object) const {
    if (!options_.json.empty()) std::ofstream(options_.json) << json::serialize(object) << "\n";
  }

  Options options_;
  Place place_;
  Filler filler_;
  json::object micro_;
  Sizes sizes_;
  Contents contents_;
  std::size_t redis_before_ = 0, redis_after_ = 0, idle_memory_ = 0;
  std::optional<ServerUnderTest> server_;
  boost::asio::io_context io_{1};
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  std::optional<Generator> generator_;
  std::size_t next_turn_ = 0;
  double bare_ = 0;
  std::vector<Row> rows_;
};

int run(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  runtime::start_log({.level = runtime::Level::warn});
  Bench bench(options);
  return options.verb == "timing" ? bench.timing() : bench.full();
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) {
  try {
    return tessera::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << "\n";
    return 1;
  }
}
