#include <tessera/runtime/jobs.hpp>

#include <condition_variable>
#include <list>
#include <mutex>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/runtime/io_threads.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::runtime {

namespace {

const std::vector<double> kBuckets = {0.001, 0.01, 0.1, 1, 10, 60};

struct Entry {
  Entry(boost::asio::io_context& context, std::string job_name, Duration every,
        std::function<Task<>()> what)
      : name(std::move(job_name)),
        period(every),
        job(std::move(what)),
        timer(context),
        duration(histogram("tessera_job_duration_seconds", "Run time of a job", kBuckets,
                           {{"job", name}})),
        failures(
            counter("tessera_job_failures_total", "Runs of a job that failed", {{"job", name}})) {}
  std::string name;
  Duration period;
  std::function<Task<>()> job;
  boost::asio::steady_timer timer;
  bool hurried = false;
  Histogram& duration;
  Counter& failures;
};

}  // namespace

struct Jobs::Impl {
  Impl(IoThreads& threads, Random& source) : io(threads), random(source) {}

  // between 0.9 and 1.1 of the period; the first one between 0.0 and 0.2
  Duration wait_of(Duration period, bool first) {
    std::uint8_t byte = 0;
    random.fill({&byte, 1});
    const auto base = first ? 0 : period.count() * 9 / 10;
    return Duration{base + period.count() * byte / (5 * 255)};
  }

  Task<> run_once(Entry& entry) {
    const auto begin = std::chrono::steady_clock::now();
    std::string failure;
    try {
      co_await entry.job();
    } catch (const std::exception& e) {
      failure = e.what();
    } catch (...) {
      failure = "unknown exception";
    }
    entry.duration.observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    if (failure.empty()) co_return;
    entry.failures.add();
    log(Level::error, "job.failed", {{"job", entry.name}, {"error", failure}});
  }

  Task<> loop(Entry& entry) {
    for (bool first = true; !stopping; first = false) {
      if (!entry.hurried) {
        entry.timer.expires_after(wait_of(entry.period, first));
        boost::system::error_code cancelled;
        co_await entry.timer.async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
      }
      if (stopping) break;
      entry.hurried = false;
      co_await run_once(entry);
    }
  }

  void hurry(const std::string& name) {
    const std::lock_guard lock(mutex);
    for (auto& entry : entries) {
      if (entry.name != name) continue;
      entry.hurried = true;
      entry.timer.cancel();
    }
  }

  void ended() {
    const std::lock_guard lock(mutex);
    --active;
    idle.notify_all();
  }

  IoThreads& io;
  Random& random;
  std::list<Entry> entries;  // touched on io thread 0 only, but for every()
  std::mutex mutex;
  std::condition_variable idle;
  std::size_t active = 0;
  std::atomic<bool> stopping{false};
};

Jobs::Jobs(IoThreads& io, Random& random) : impl_(std::make_shared<Impl>(io, random)) {}

Jobs::~Jobs() {
  stop();
}

void Jobs::every(const std::string& name, Duration period, std::function<Task<>()> job) {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->stopping) return;
  auto& context = impl_->io.context(0);
  auto& entry = impl_->entries.emplace_back(context, name, period, std::move(job));
  ++impl_->active;
  auto loop = [impl = impl_, &entry]() -> Task<> { return impl->loop(entry); };
  boost::asio::co_spawn(context, std::move(loop),
                        [impl = impl_](std::exception_ptr) { impl->ended(); });
}

std::function<void()> Jobs::hurrier(std::string name) {
  return [impl = impl_, name = std::move(name)] {
    boost::asio::post(impl->io.context(0), [impl, name] { impl->hurry(name); });
  };
}

void Jobs::stop() {
  if (impl_->stopping.exchange(true)) return;
  boost::asio::post(impl_->io.context(0), [impl = impl_] {
    const std::lock_guard lock(impl->mutex);
    for (auto& entry : impl->entries) entry.timer.cancel();
  });
  std::unique_lock lock(impl_->mutex);
  impl_->idle.wait(lock, [this] { return impl_->active == 0; });
}

}  // namespace tessera::runtime
