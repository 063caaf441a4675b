#include <tessera/authn/password_hasher.hpp>

#include <algorithm>
#include <thread>

#include <tessera/base/ip_address.hpp>
#include <tessera/runtime/blocking_pool.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::authn {
namespace {

using Steady = std::chrono::steady_clock;

// A tenth of the weight of a thread that answers: guesses use what others leave.
constexpr int kNiceness = 10;

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

std::string describe(const crypto::Argon2Params& params) {
  return "m=" + std::to_string(params.memory_kib) + ",t=" + std::to_string(params.passes) + ",p=1";
}

runtime::Histogram& duration_metric(const std::string& params) {
  return runtime::histogram("tessera_password_hash_duration_seconds",
                            "Time of one password hash on its worker.",
                            {0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2},
                            {{"algorithm", "argon2id"}, {"params", params}});
}

std::unique_ptr<runtime::BlockingPool> make_pool(std::string name, std::size_t threads,
                                                 Duration queue_time, double hash_seconds) {
  const double waiting = std::chrono::duration<double>(queue_time).count() / hash_seconds;
  return std::make_unique<runtime::BlockingPool>(runtime::BlockingPool::Options{
      .name = std::move(name),
      .threads = threads,
      .queue = std::max<std::size_t>(threads, static_cast<std::size_t>(waiting) * threads),
      .on_idle = crypto::argon2id_release_memory,
      .niceness = kNiceness});
}

}  // namespace

std::string turn_of(std::string_view address) {
  const auto parsed = parse_ip_address(address);
  if (!parsed) return {};
  auto network = *parsed;
  // An IPv4 address is held as ::ffff:a.b.c.d.
  const std::size_t kept = network.is_v4() ? 15 : 6;
  std::fill(network.bytes.begin() + static_cast<std::ptrdiff_t>(kept), network.bytes.end(),
            std::uint8_t{0});
  return network.text();
}

PasswordHasher::PasswordHasher(Options options, Random& random)
    : options_(options),
      random_(random),
      params_text_(describe(options.params)),
      duration_(duration_metric(params_text_)) {
  if (options_.threads == 0) options_.threads = std::max(1U, std::thread::hardware_concurrency());
  const Secret unguessable(random.bytes(32));
  nobody_ =
      timed_hash(unguessable);  // the first one maps its memory; the second is what a hash costs
  const auto start = Steady::now();
  nobody_ = timed_hash(unguessable);
  const double cost = std::max(0.001, seconds_since(start));
  crypto::argon2id_release_memory();
  common_ = make_pool("hashing", options_.threads, options_.queue_time, cost);
  reserved_ = make_pool("hashing_reserved", 1, options_.queue_time, cost);
}

PasswordHasher::~PasswordHasher() = default;

runtime::BlockingPool& PasswordHasher::pool(HashingLane lane) {
  return lane == HashingLane::reserved && common_->waiting() > 0 ? *reserved_ : *common_;
}

std::string PasswordHasher::timed_hash(const Secret& password) {
  const auto start = Steady::now();
  auto phc = crypto::argon2id_hash(password, options_.params, random_);
  duration_.observe(seconds_since(start));
  return phc;
}

Task<PasswordHasher::Verdict> PasswordHasher::verify(std::string phc, Secret password,
                                                     HashingTurn turn) {
  const bool nobody = phc.empty();
  if (nobody) phc = nobody_;
  const auto judge = [&](std::size_t) {
    const auto start = Steady::now();
    const bool same = crypto::argon2id_verify(phc, password);
    duration_.observe(seconds_since(start));
    Verdict verdict{same && !nobody, {}};
    if (verdict.matches && crypto::argon2id_needs_rehash(phc, options_.params)) {
      verdict.upgraded = timed_hash(password);
    }
    return verdict;
  };
  co_return co_await pool(turn.lane).run(judge, std::move(turn.network));
}

Task<std::string> PasswordHasher::hash(Secret password, HashingTurn turn) {
  co_return co_await pool(turn.lane).run([&](std::size_t) { return timed_hash(password); },
                                         std::move(turn.network));
}

}  // namespace tessera::authn
