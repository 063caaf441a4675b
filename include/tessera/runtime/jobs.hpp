// Periodic work of a node: timers, clean-up, key rotation, outbox. A job that fails is logged and
// counted and runs again next time; it never ends the process.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>

namespace tessera::runtime {

class IoThreads;

// Jobs run on io thread 0, each at most once at a time. Waits are the period give or take 10 %, the
// first wait is shorter, so that nodes started together do not stay in step.
// Metrics: tessera_job_duration_seconds{job}, tessera_job_failures_total{job}.
class Jobs {
 public:
  Jobs(IoThreads& io, Random& random);
  ~Jobs();  // stop()
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // From any thread, before or after IoThreads::start().
  void every(const std::string& name, Duration period, std::function<Task<>()> job);
  // A function that lets the job of this name run now, or once more after the run that is under
  // way. It may be called from any thread, also after stop(), for as long as the io threads exist.
  [[nodiscard]] std::function<void()> hurrier(std::string name);
  // No job starts after this; waits for the ones that run. From any thread but an io thread, while
  // the io threads still run.
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tessera::runtime
