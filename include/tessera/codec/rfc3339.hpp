// RFC 3339 5.6 date-times in UTC: "2026-11-20T07:31:10Z". Years 1970 to 9999.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>

namespace tessera::codec {

// Whole seconds; what is below a second is cut off.
[[nodiscard]] std::string render_rfc3339(TimePoint t);
// With six digits below the second.
[[nodiscard]] std::string render_rfc3339_micros(TimePoint t);
// For people, in UTC: "2026-11-20 07:31".
[[nodiscard]] std::string render_minute(TimePoint t);
// Whole seconds and "Z" only; anything else, and a day or time that does not exist, is nullopt.
[[nodiscard]] std::optional<TimePoint> parse_rfc3339(std::string_view text);
// "2026-11-20": its midnight in UTC.
[[nodiscard]] std::optional<TimePoint> parse_rfc3339_date(std::string_view text);

}  // namespace tessera::codec
