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
    // Some connections learn of the end of an outage later than others: it is the same one.
    const bool same = open_ || (seen_ && begun <= ended_);
    began_ = same ? std::min(began_, begun) : begun;
    open_ = seen_ = true;
  }
  // A job that began then did. One of before the outage says nothing of its end.
  void answered(Steady::time_point begun) {
    const std::lock_guard lock(mutex_);
    if (!open_ || begun < began_) return;
    ended_ = Steady::now();
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
