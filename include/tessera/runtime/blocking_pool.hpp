// A bounded pool of threads for work that blocks or computes (database, hashing). A task awaits a
// job and resumes on its own io thread. A full queue throws Unavailable at once: never an unbounded
// wait.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera::runtime {

class BlockingPool {
 public:
  struct Options {
    std::string name;  // in metrics and in Unavailable
    std::size_t threads = 2;
    std::size_t queue = 256;             // waiting jobs beyond the running ones
    std::function<void()> on_idle = {};  // called on a worker that had no job for idle_after
    Duration idle_after = seconds{10};
    int niceness = 0;  // more than the process has: long computation gives way to what answers
  };
  explicit BlockingPool(Options options);
  ~BlockingPool();  // runs what is queued, then joins

  // F is called as f(worker_index) on one worker. Its exception reaches the awaiting task. Groups
  // take turns (runtime/fair_line.hpp); a full queue sends away the last of the largest group.
  template <class F>
  [[nodiscard]] Task<std::invoke_result_t<F, std::size_t>> run(F job, std::string group = {}) {
    using R = std::invoke_result_t<F, std::size_t>;
    if constexpr (std::is_void_v<R>) {
      co_await submit([&job](std::size_t worker) { job(worker); }, std::move(group));
    } else {
      std::optional<R> result;
      co_await submit([&job, &result](std::size_t worker) { result.emplace(job(worker)); },
                      std::move(group));
      co_return std::move(*result);
    }
  }
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t running() const;
  [[nodiscard]] std::size_t idle()
      const;  // workers that rest; a worker that ends a job rests later

 private:
  [[nodiscard]] Task<> submit(std::function<void(std::size_t)> job, std::string group);
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tessera::runtime
