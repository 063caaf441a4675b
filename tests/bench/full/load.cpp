#include "bench/full/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tessera::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Run {
  const Load& load;
  const Scenario& scenario;
  Steady::time_point begin{};
  Steady::time_point end{};
  std::size_t opened = 0;
  std::size_t next = 0;
  std::vector<float> times{};  // ms
  std::size_t errors = 0;
  std::string first_error{};

  [[nodiscard]] bool goes_on() const {
    return next < load.most_turns && Steady::now() < end && errors < 20;
  }
  [[nodiscard]] Steady::time_point due(std::size_t number) const {
    if (load.rate <= 0) return Steady::now();
    const std::chrono::duration<double> after(static_cast<double>(number) / load.rate);
    return begin + std::chrono::duration_cast<Steady::duration>(after);
  }
  void note(const std::exception& error) {
    if (errors++ == 0) first_error = error.what();
  }
};

Task<> open(Run& run, Link& link) {
  try {
    co_await link.open();
    ++run.opened;
  } catch (const std::exception& error) {
    run.note(error);
  }
}

Task<> turns(Run& run, Link& link) {
  try {
    while (run.goes_on()) {
      const auto number = run.next++;
      const auto begin = run.due(number);
      if (begin >= run.end) break;
      if (begin > Steady::now()) {
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, begin);
        co_await timer.async_wait(boost::asio::use_awaitable);
      }
      co_await run.scenario(link, run.load.first_turn + number);
      run.times.push_back(std::chrono::duration<float, std::milli>(Steady::now() - begin).count());
    }
  } catch (const std::exception& error) {
    run.note(error);
  }
}

double percentile(std::vector<float>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

// The journal is sequenced after the answers: what that costs belongs to the row too.
void Generator::wait_until_quiet() const {
  for (int i = 0; i < 60; ++i) {
    const auto before = cpu_now(watched_);
    std::this_thread::sleep_for(milliseconds{700});  // longer than the sequencer's pause
    if ((cpu_now(watched_) - before).total() < 0.06) return;
  }
}

Outcome Generator::run(const Load& load, const Scenario& scenario, bool measured) {
  Run run{.load = load, .scenario = scenario};
  std::vector<std::unique_ptr<Link>> links;
  const auto in_parallel = [&](auto task) {
    for (auto& link : links) boost::asio::co_spawn(io_, task(run, *link), boost::asio::detached);
    io_.restart();
    io_.run();
  };
  for (std::size_t i = 0; i < load.connections; ++i) {
    links.push_back(std::make_unique<Link>(io_, tls_, load.target));
  }
  in_parallel(open);
  const auto cpu = cpu_now(watched_);
  const auto own = cpu_of(getpid());
  run.begin = Steady::now();
  run.end = run.begin + load.time;
  in_parallel(turns);
  Outcome out{.turns = run.times.size(), .errors = run.errors, .first_error = run.first_error};
  out.seconds = std::chrono::duration<double>(Steady::now() - run.begin).count();
  const auto after = cpu_now(watched_);
  out.client_cpu = cpu_of(getpid()) - own;
  out.cpu = after - cpu;
  links.clear();
  if (measured) {
    wait_until_quiet();
    out.late = cpu_now(watched_) - after;
  }
  std::ranges::sort(run.times);
  out.p50_ms = percentile(run.times, 0.5);
  out.p95_ms = percentile(run.times, 0.95);
  out.p99_ms = percentile(run.times, 0.99);
  return out;
}

}  // namespace tessera::bench
