// How many decisions one client may ask of this node: each is a look-up of roles.
#pragma once

#include <mutex>
#include <unordered_map>

#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::oauth {

// Thread-safe; bounded by the number of clients.
class EvaluationMeter {
 public:
  static constexpr std::size_t kEach = 10'000;
  static constexpr seconds kWindow{10};

  // Counts them if there is room for all of them.
  [[nodiscard]] bool admit(const Uuid& client, std::size_t evaluations, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    auto& source = sources_[client];
    if (now - source.window >= kWindow) source = {.window = now};
    if (source.count + evaluations > kEach) return false;
    source.count += evaluations;
    return true;
  }

 private:
  struct Source {
    TimePoint window;
    std::size_t count = 0;
  };
  std::mutex mutex_;
  std::unordered_map<Uuid, Source> sources_;
};

}  // namespace tessera::oauth
