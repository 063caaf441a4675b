// Our own limit on how long a statement may take. statement_timeout is kept by the server: one that
// is frozen keeps none, and its machine still acknowledges what we send.
#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include <tessera/base/clock.hpp>

namespace tessera::store::postgres {

// Thread-safe.
class Watchdog {
  struct Entry {
    int socket;
    std::chrono::steady_clock::time_point until;
    bool cut = false;
  };

 public:
  explicit Watchdog(Duration limit);

  // While it lives, the call that waits at this socket has `limit`; then the socket is shut down
  // and the call fails as if the server had gone. No dog: no limit.
  class Watch {
   public:
    Watch(Watchdog* dog, int socket);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog* dog_;
    std::list<Entry>::iterator entry_;
  };

 private:
  void run(const std::stop_token& stop);
  void cut_what_is_due();

  const Duration limit_;
  std::mutex mutex_;
  std::condition_variable_any tick_;
  std::list<Entry> entries_;  // the earliest first
  std::jthread thread_;
};

}  // namespace tessera::store::postgres
