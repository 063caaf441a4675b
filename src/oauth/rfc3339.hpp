// RFC 3339 date-times in UTC, whole seconds: "2026-11-20T07:31:10Z".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>

namespace tessera::oauth {

[[nodiscard]] std::string render_rfc3339(TimePoint t);
// That form only, years 1970 to 9999.
[[nodiscard]] std::optional<TimePoint> parse_rfc3339(std::string_view text);

}  // namespace tessera::oauth
