// How many registrations one network may try in a minute: each is a database row and, with a
// sector_identifier_uri, a call to somebody's server.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include <tessera/authn/throttle.hpp>
#include <tessera/base/clock.hpp>

namespace tessera::oauth {

// Thread-safe; bounded; of this node.
class RegistrationMeter {
 public:
  static constexpr int kEach = 120;
  static constexpr minutes kWindow{1};
  static constexpr std::size_t kSources = 10'000;

  [[nodiscard]] bool admit(std::string_view address, TimePoint now) {
    const auto network = authn::network_of(address, 64);
    const std::scoped_lock lock(mutex_);
    if (sources_.size() >= kSources) sources_.clear();
    auto& source = sources_[network.empty() ? std::string(address) : network];
    if (now - source.window >= kWindow) source = {.window = now};
    return ++source.count <= kEach;
  }

 private:
  struct Source {
    TimePoint window;
    int count = 0;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Source> sources_;
};

}  // namespace tessera::oauth
