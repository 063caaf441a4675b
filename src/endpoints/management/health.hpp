// Health, metrics and version on the management listener (docs/architecture.md, "Running it").
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/http/router.hpp>

namespace tessera::endpoints {

// One thing a ready node must have. `probe` gives "" if all is well, otherwise what is wrong, in
// words for the operator; it may throw, and must have a time limit of its own.
struct Check {
  std::string name;
  std::function<Task<std::string>()> probe;
};

struct CheckResult {
  std::string name;
  std::string problem;  // "" if fine
};

// Runs the checks at most every two seconds while all is well (every 50 ms while something is
// missing) and remembers their results between. Thread-safe.
class Readiness {
 public:
  Readiness(std::vector<Check> checks, const Clock& clock);
  [[nodiscard]] Task<std::shared_ptr<const std::vector<CheckResult>>> results();
  void set_started() { started_ = true; }
  void set_draining() { draining_ = true; }
  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] bool draining() const { return draining_; }

 private:
  struct Cached {
    TimePoint until;
    std::shared_ptr<const std::vector<CheckResult>> results;
  };
  std::vector<Check> checks_;
  const Clock& clock_;
  std::atomic<std::shared_ptr<const Cached>> cached_;
  std::atomic<bool> started_ = false;
  std::atomic<bool> draining_ = false;
};

// /health/live, /livez, /health/ready, /readyz, /health/started, /metrics, /version
void add_management_routes(http::Router& router, Readiness& readiness);

}  // namespace tessera::endpoints
