// Time comes through this port, so that every rule with a deadline is tested with FakeClock.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace tessera {

using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall clock, UTC. Thread-safe.
  [[nodiscard]] virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
  }
};

class FakeClock final : public Clock {
 public:
  explicit FakeClock(TimePoint start = TimePoint{seconds{1'800'000'000}})
      : micros_(start.time_since_epoch().count()) {}
  [[nodiscard]] TimePoint now() const override { return TimePoint{Duration{micros_.load()}}; }
  void advance(Duration by) { micros_ += by.count(); }
  void set(TimePoint to) { micros_ = to.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> micros_;
};

// NumericDate of RFC 7519 2: whole seconds since the epoch.
[[nodiscard]] inline std::int64_t to_unix(TimePoint t) {
  return std::chrono::duration_cast<seconds>(t.time_since_epoch()).count();
}
[[nodiscard]] inline TimePoint from_unix(std::int64_t s) {
  return TimePoint{seconds{s}};
}

}  // namespace tessera
