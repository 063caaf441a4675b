// One io_context per core, one thread each (ADR 4). Nothing blocks or computes for long
// here.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include <tessera/base/task.hpp>

namespace boost::asio {
class io_context;
}

namespace tessera::runtime {

class IoThreads {
 public:
  explicit IoThreads(std::size_t count);
  ~IoThreads();  // stops and joins
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  void start();
  void stop();  // from any thread; join() waits
  void join();
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] boost::asio::io_context& context(std::size_t index);
  // Runs a task on thread `index`; an escaping exception is logged and ends the process.
  void spawn(std::size_t index, std::function<Task<>()> task);
  // Runs a task and blocks the calling thread (never an io thread) until it is done; rethrows.
  void run_and_wait(std::size_t index, std::function<Task<>()> task);

  // The index of the io thread that runs now; size_t(-1) elsewhere. Per-thread resources (Redis
  // connections, snapshots) are picked by it.
  [[nodiscard]] static std::size_t current_index();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::runtime
