// Hears of changes (LISTEN, NOTIFY) on one thread with a connection of its own (ADR 5). Statements
// that administration runs rarely send the notifications; a connection pooler in between would
// swallow them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/runtime/change_signal.hpp>

#include "store/postgres/connection.hpp"

namespace tessera::store::postgres {

struct ListenerOptions {
  std::string url;
  std::string application_name = "tessera-listener";
  Duration connect_timeout = seconds{2};
  Duration ask_every = seconds{1};      // whether the connection still lives
  Duration answer_within = seconds{3};  // else it is lost
};

// A lost connection is opened again with a growing pause (100 ms to 2 s). Since changes may have
// been missed meanwhile, each new connection announces a change on every channel; until then the
// signals are sure of nothing more.
class Listener {
 public:
  Listener(ListenerOptions options, const Clock& clock);
  ~Listener();  // stop()
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Before start(). The signal lives as long as the listener; the function, if any, is called on
  // the listener's thread after each announcement and must neither block nor throw.
  [[nodiscard]] const runtime::ChangeSignal& listen(const std::string& channel);
  void on_change(const std::string& channel, std::function<void()> changed);

  void start();
  void stop();  // at once, whatever the connection does; then no function is called any more

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::store::postgres
