#include "store/postgres/pool.hpp"

#include <algorithm>
#include <mutex>

#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

#include "store/postgres/connection.hpp"
#include "store/postgres/outage_meter.hpp"
#include "store/postgres/watchdog.hpp"

namespace tessera::store::postgres {
namespace {

using Steady = std::chrono::steady_clock;
constexpr Duration kGrace = seconds{3};  // beyond the server's own limit

// Connect attempts of all workers together: after a failure nobody tries before `next`.
class Backoff {
 public:
  void check() {
    const std::lock_guard lock(mutex_);
    if (Steady::now() < next_) throw Unavailable("postgres", "waiting to reconnect");
  }
  void failed() {
    const std::lock_guard lock(mutex_);
    delay_ = std::clamp<Duration>(delay_ * 2, milliseconds{50}, milliseconds{500});
    next_ = Steady::now() + delay_;
  }
  void succeeded() {
    const std::lock_guard lock(mutex_);
    delay_ = Duration{0};
    next_ = {};
  }

 private:
  std::mutex mutex_;
  Duration delay_{0};
  Steady::time_point next_;
};

}  // namespace

struct Pool::Impl {
  explicit Impl(PoolOptions o)
      : options(std::move(o)),
        watchdog(options.statement_timeout + kGrace),
        slots(options.connections) {}

  std::unique_ptr<PgConnection> open() {
    backoff.check();
    const auto begun = Steady::now();
    try {
      auto connection = std::make_unique<PgConnection>(ConnectOptions{
          .url = options.url,
          .application_name = options.application_name,
          .statement_timeout = options.statement_timeout,
          .connect_timeout = options.connect_timeout,
          .watchdog = options.statement_timeout > Duration{0} ? &watchdog : nullptr});
      backoff.succeeded();
      return connection;
    } catch (const Unavailable& e) {
      backoff.failed();
      outages.missed(begun);
      runtime::log(runtime::Level::warn, "postgres.connect_failed", {{"detail", e.what()}});
      throw;
    }
  }

  std::unique_ptr<PgConnection> take_spare() {
    const std::lock_guard lock(mutex);
    if (spare.empty()) return nullptr;
    auto out = std::move(spare.back());
    spare.pop_back();
    return out;
  }
  std::unique_ptr<PgConnection> take(std::size_t worker) {
    return worker < slots.size() ? std::move(slots[worker]) : take_spare();
  }
  void give_back(std::size_t worker, std::unique_ptr<PgConnection> connection) {
    if (worker < slots.size()) {
      slots[worker] = std::move(connection);
      return;
    }
    const std::lock_guard lock(mutex);
    if (spare.size() < 2) spare.push_back(std::move(connection));
  }

  PoolOptions options;
  Watchdog watchdog;
  Backoff backoff;
  OutageMeter outages;
  std::vector<std::unique_ptr<PgConnection>> slots;  // one per worker, touched by it alone
  std::mutex mutex;
  std::vector<std::unique_ptr<PgConnection>> spare;  // of run_here
  runtime::Gauge& in_use = runtime::gauge("tessera_db_pool_in_use", "Connections that run a job");
  runtime::Gauge& idle = runtime::gauge("tessera_db_pool_idle", "Open connections without a job");
  runtime::Gauge& waiters =
      runtime::gauge("tessera_db_pool_waiters", "Jobs waiting for a connection");
};

Pool::Pool(PoolOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))),
      threads_(std::make_unique<runtime::BlockingPool>(
          runtime::BlockingPool::Options{.name = "postgres",
                                         .threads = impl_->options.connections,
                                         .queue = impl_->options.queue})) {
  (void)connection_string({.url = impl_->options.url});  // a malformed URL is told at start
}

Pool::~Pool() = default;

std::optional<Outage> Pool::last_outage() const {
  return impl_->outages.last();
}

Pool::Use::Use(Pool& pool, std::size_t worker)
    : pool_(pool), worker_(worker), begun_(Steady::now()) {
  auto& impl = *pool_.impl_;
  impl.waiters.set(static_cast<double>(pool_.threads_->waiting()));
  held_ = impl.take(worker_);
  if (held_ != nullptr) impl.idle.add(-1);
  // Seen before anything was sent, so a new connection is no repetition.
  if (held_ != nullptr && held_->stale()) held_.reset();
  if (held_ == nullptr) held_ = impl.open();
  impl.in_use.add(1);
}

Pool::Use::~Use() {
  auto& impl = *pool_.impl_;
  impl.in_use.add(-1);
  if (held_->broken()) {
    impl.outages.missed(begun_);
    return;
  }
  impl.outages.answered(begun_);
  impl.idle.add(1);
  impl.give_back(worker_, std::move(held_));
}

Connection& Pool::Use::connection() const {
  return *held_;
}

}  // namespace tessera::store::postgres
