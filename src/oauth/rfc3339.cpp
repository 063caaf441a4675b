#include "oauth/rfc3339.hpp"

#include <charconv>
#include <cstdio>

namespace tessera::oauth {
namespace {

std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
  int out = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

bool has_punctuation(std::string_view t) {
  return t[4] == '-' && t[7] == '-' && t[10] == 'T' && t[13] == ':' && t[16] == ':' && t[19] == 'Z';
}

}  // namespace

std::string render_rfc3339(TimePoint t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(t - day)};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

std::optional<TimePoint> parse_rfc3339(std::string_view t) {
  if (t.size() != 20 || !has_punctuation(t)) return std::nullopt;
  const auto year = number(t, 0, 4), month = number(t, 5, 2), day = number(t, 8, 2);
  const auto hour = number(t, 11, 2), minute = number(t, 14, 2), second = number(t, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < 1970 || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return TimePoint{std::chrono::sys_days{date}} + hours{*hour} + minutes{*minute} +
         seconds{*second};
}

}  // namespace tessera::oauth
