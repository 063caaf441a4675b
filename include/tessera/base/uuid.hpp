// UUIDs of RFC 9562. Persons, sessions, clients and applications have version 4; events, outbox
// rows and requests have version 7, so that their ids carry their month.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>

namespace tessera {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
};

[[nodiscard]] std::string to_string(const Uuid& id);  // 36 characters, lower case
// Accepts exactly the 36-character form, either case.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);
[[nodiscard]] Uuid make_uuid4(Random& random);
// Milliseconds of now, then 74 random bits.
[[nodiscard]] Uuid make_uuid7(TimePoint now, Random& random);
[[nodiscard]] TimePoint time_of_uuid7(const Uuid& id);

}  // namespace tessera

template <>
struct std::hash<tessera::Uuid> {
  std::size_t operator()(const tessera::Uuid& id) const noexcept {
    std::size_t h = 0;
    for (std::size_t i = 8; i < 16; ++i) h = h << 8 | id.bytes[i];
    return h;
  }
};
