// Floods of refusals become one event per window and source (ADR 11): the first ones of an
// address are events of their own, the rest are counted into the next.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <tessera/base/clock.hpp>

namespace tessera::oauth {

// Thread-safe; bounded.
class RefusalMeter {
 public:
  static constexpr int kEach = 20;  // per network (IPv4 /32, IPv6 /64) and window
  static constexpr seconds kWindow{10};
  static constexpr std::size_t kSources = 10'000;

  // nullopt: count only. Else write an event, and say in it how many were left out since the last
  // one.
  [[nodiscard]] std::optional<std::int64_t> admit(std::string_view address, TimePoint now);

 private:
  struct Source {
    TimePoint window;
    int written = 0;
    std::int64_t left_out = 0;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Source> sources_;
};

}  // namespace tessera::oauth
