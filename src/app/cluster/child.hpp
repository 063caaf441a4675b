// A child process that ends with us. Linux only.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>

#include "app/cluster/run_user.hpp"

namespace tessera::app {

struct ChildSpec {
  std::vector<std::string> argv;  // argv[0] is a path
  std::filesystem::path log;      // gets stdout and stderr
  int death_signal = 0;           // sent by the kernel when the thread that started it ends
  std::optional<RunUser> user;
};

// Movable; waited for by its owner. In a process group of its own, so that Ctrl-C reaches only us
// and we end it in order.
class Child {
 public:
  // The calling thread must live as long as the child should (PR_SET_PDEATHSIG). Throws
  // std::system_error.
  [[nodiscard]] static Child start(const ChildSpec& spec);
  Child() = default;
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();
  void signal(int number);
  // The exit code (128 + signal if it was killed) once it has ended; nullopt if it still runs.
  [[nodiscard]] std::optional<int> wait_for(Duration limit);

 private:
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
};

// Until done() or the limit; false if the limit came first. Looks every 2 ms.
template <class F>
bool wait_until(F done, Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    timespec pause{.tv_sec = 0, .tv_nsec = 2'000'000};
    nanosleep(&pause, nullptr);
  }
  return true;
}

// Living processes that run `program` with `folder` as their current folder: ours from an earlier
// run. A zombie that nobody reaps has no program any more and is not among them.
[[nodiscard]] std::vector<pid_t> find_leftovers(const std::string& program,
                                                const std::filesystem::path& folder);

}  // namespace tessera::app
