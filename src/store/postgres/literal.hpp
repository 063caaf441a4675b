// The text forms of PostgreSQL values, both ways. Parsers return nullopt for anything but the form
// that our session settings make the server write (ISO dates, UTC, hex bytea).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>

namespace tessera::store::postgres {

// "2026-11-20 07:31:10.123456+00"; TimePoint::max() and min() are 'infinity' and '-infinity'.
[[nodiscard]] std::string render_timestamptz(TimePoint t);
[[nodiscard]] std::optional<TimePoint> parse_timestamptz(std::string_view text);
[[nodiscard]] std::string render_bytea(BytesView bytes);  // "\x..."
[[nodiscard]] std::optional<Bytes> parse_bytea(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);
// One dimension, no NULL elements.
[[nodiscard]] std::string render_array(std::span<const std::string> items);
[[nodiscard]] std::optional<std::vector<std::string>> parse_array(std::string_view text);

}  // namespace tessera::store::postgres
