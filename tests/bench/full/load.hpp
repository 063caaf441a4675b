// Closed-loop load: so many connections, each with one scenario turn after the other, and what the
// turns took and cost.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <tessera/base/clock.hpp>

#include "bench/full/link.hpp"
#include "bench/full/usage.hpp"

namespace tessera::bench {

// One turn; `turn` counts over all connections, from 0. Throws for an answer that is not the right
// one.
using Scenario = std::function<Task<>(Link&, std::size_t turn)>;

struct Load {
  Target target;
  std::size_t connections = 32;
  Duration time = seconds{3};
  std::size_t most_turns = static_cast<std::size_t>(-1);
  std::size_t first_turn = 0;
  // Turns that begin per second, evenly, and are timed from when they were due; 0: each connection
  // begins one as soon as it ended one.
  double rate = 0;
};

struct Outcome {
  std::size_t turns = 0;
  std::size_t errors = 0;
  std::string first_error;
  double seconds = 0;
  double p50_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  Cpu cpu;   // until the last answer
  Cpu late;  // after it, until the journal was sequenced and the server quiet
  double client_cpu = 0;
  [[nodiscard]] double per_second() const {
    return seconds > 0 ? static_cast<double>(turns) / seconds : 0;
  }
};

class Generator {
 public:
  Generator(boost::asio::io_context& io, boost::asio::ssl::context& tls, Watched watched)
      : io_(io), tls_(tls), watched_(watched) {}
  // Without `measured` only runs it.
  [[nodiscard]] Outcome run(const Load& load, const Scenario& scenario, bool measured = true);
  [[nodiscard]] const Watched& watched() const { return watched_; }
  void watch(Watched watched) { watched_ = watched; }

 private:
  void wait_until_quiet() const;

  boost::asio::io_context& io_;
  boost::asio::ssl::context& tls_;
  Watched watched_;
};

}  // namespace tessera::bench
