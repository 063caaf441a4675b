// Which purpose keys are rotated by command, and for how long the old one still opens.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <tessera/base/clock.hpp>

namespace tessera::crypto {

// Nodes read the table of keys every minute. A new key seals only when each of them had the time to
// learn it, so that what one seals the others open.
inline constexpr minutes kAnnounceAhead{5};

struct KeyRule {
  std::string_view purpose;
  bool rotates = true;
  // After its retirement a key opens for so long, which is longer than what it made can live;
  // nullopt: for ever, because stored rows are sealed under it.
  std::optional<Duration> readable;
  std::string_view note;  // for an operator: why not, or what happens to what is sealed
};

[[nodiscard]] std::span<const KeyRule> key_rules();
[[nodiscard]] const KeyRule* find_key_rule(std::string_view purpose);

}  // namespace tessera::crypto
