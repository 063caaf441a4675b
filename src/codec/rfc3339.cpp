#include <tessera/codec/rfc3339.hpp>

#include <chrono>
#include <cstdio>

namespace tessera::codec {
namespace {

constexpr std::size_t kDate = 10;      // 2026-11-20
constexpr std::size_t kMinute = 16;    // 2026-11-20T07:31
constexpr std::size_t kDateTime = 20;  // 2026-11-20T07:31:10Z

std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
  int out = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

}  // namespace

std::string render_rfc3339(TimePoint t) {
  const auto day = std::chrono::floor<days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<seconds>(t - day)};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

std::string render_rfc3339_micros(TimePoint t) {
  auto text = render_rfc3339(t);
  text.pop_back();
  const auto micros = (t - std::chrono::floor<seconds>(t)).count();
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%06dZ", static_cast<int>(micros));
  return text + fraction;
}

std::string render_minute(TimePoint t) {
  auto text = render_rfc3339(t).substr(0, kMinute);
  text[kDate] = ' ';
  return text;
}

std::optional<TimePoint> parse_rfc3339_date(std::string_view t) {
  if (t.size() != kDate || t[4] != '-' || t[7] != '-') return std::nullopt;
  const auto year = number(t, 0, 4), month = number(t, 5, 2), day = number(t, 8, 2);
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return TimePoint{std::chrono::sys_days{date}};
}

std::optional<TimePoint> parse_rfc3339(std::string_view t) {
  if (t.size() != kDateTime || t[10] != 'T' || t[13] != ':' || t[16] != ':' || t[19] != 'Z')
    return std::nullopt;
  const auto midnight = parse_rfc3339_date(t.substr(0, kDate));
  const auto hour = number(t, 11, 2), minute = number(t, 14, 2), second = number(t, 17, 2);
  if (!midnight || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *midnight + hours{*hour} + minutes{*minute} + seconds{*second};
}

}  // namespace tessera::codec
