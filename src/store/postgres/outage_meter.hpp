// Keeps when the database last did not answer.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

#include <tessera/base/outage.hpp>

namespace tessera::store::postgres {

// Thread-safe. Times are those of the steady clock.
class OutageMeter {
  using Steady = std::chrono::steady_clock;

 public:
  // A job that began then did not get its answer.
  void missed(Steady::time_point begun) {
    const std::lock_guard lock(mutex_);
    began_ = open_ ? std::min(began_, begun) : begun;
    open_ = seen_ = true;
  }
  void answered() {
    const std::lock_guard lock(mutex_);
    if (open_) ended_ = Steady::now();
    open_ = false;
  }
  // nullopt: there was none.
  [[nodiscard]] std::optional<Outage> last() const {
    const std::lock_guard lock(mutex_);
    if (!seen_) return std::nullopt;
    const auto now = Steady::now();
    const auto since = [&](Steady::time_point t) {
      return std::chrono::duration_cast<Duration>(now - t);
    };
    return Outage{.began = since(began_), .ended = open_ ? Duration{0} : since(ended_)};
  }

 private:
  mutable std::mutex mutex_;
  Steady::time_point began_;
  Steady::time_point ended_;
  bool open_ = false;
  bool seen_ = false;
};

}  // namespace tessera::store::postgres
