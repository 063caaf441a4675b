// The listener's connection: libpq without blocking, so that a stop ends every wait at once.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace tessera::store::postgres {

// The connection cannot be made or is lost.
class ListeningLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
// stop() was called: the wait ended.
struct Stopped {};

// Lets another thread end a poll(2).
class WakeUp {
 public:
  WakeUp();  // throws std::system_error
  ~WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  void set() const;  // stays set
  // True if it was set; waits that long for it.
  [[nodiscard]] bool wait(std::chrono::milliseconds limit) const;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

// Used by one thread. Every member may throw ListeningLost and Stopped.
class ListeningConnection {
 public:
  using Steady = std::chrono::steady_clock;
  ListeningConnection(const std::string& connection_string, const WakeUp& stop,
                      Steady::duration limit);

  // One statement without a result that matters; "" is a question whether the server is there.
  void exec(const std::string& sql, Steady::duration limit);
  // Until something arrives or the time is over.
  void wait(Steady::duration limit);
  // Names of channels, in the order of arrival.
  void take_notifications(const std::function<void(const std::string& channel)>& take);

 private:
  void connect(Steady::time_point end);
  [[nodiscard]] bool poll_for(short events, Steady::time_point end) const;  // false: time is over
  void flush(Steady::time_point end);
  void receive();

  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
  const WakeUp& stop_;
};

}  // namespace tessera::store::postgres
