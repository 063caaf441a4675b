// What a listener on the database tells those who keep a copy of rows: how often a change was
// announced, and until when it is sure to have missed none.
#pragma once

#include <atomic>
#include <cstdint>

#include <tessera/base/clock.hpp>

namespace tessera::runtime {

// Thread-safe. One listener writes: first announce(), then be_sure_until(); readers read the other
// way round: a count read after sure_until() holds every change before that time.
class ChangeSignal {
 public:
  void announce() { changes_.fetch_add(1); }
  void be_sure_until(TimePoint time) { sure_until_.store(time.time_since_epoch().count()); }

  [[nodiscard]] TimePoint sure_until() const { return TimePoint{Duration{sure_until_.load()}}; }
  [[nodiscard]] std::uint64_t changes() const { return changes_.load(); }

 private:
  std::atomic<std::uint64_t> changes_{0};
  std::atomic<std::int64_t> sure_until_{0};  // microseconds since the epoch
};

}  // namespace tessera::runtime
