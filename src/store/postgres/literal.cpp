#include "store/postgres/literal.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace tessera::store::postgres {
namespace {

using namespace std::chrono;

bool take_digits(std::string_view& text, int count, int& out) {
  if (text.size() < static_cast<std::size_t>(count)) return false;
  out = 0;
  for (int i = 0; i < count; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') return false;
    out = out * 10 + (c - '0');
  }
  text.remove_prefix(static_cast<std::size_t>(count));
  return true;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// ".12" is 120000 microseconds.
bool take_fraction(std::string_view& text, int& out) {
  out = 0;
  if (!take(text, '.')) return true;
  int unit = 100'000;
  std::size_t used = 0;
  for (; used < text.size() && text[used] >= '0' && text[used] <= '9'; ++used, unit /= 10) {
    out += (text[used] - '0') * unit;
  }
  text.remove_prefix(used);
  return used > 0 && used <= 6;
}

constexpr std::array<char, 16> kHex{'0', '1', '2', '3', '4', '5', '6', '7',
                                    '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

constexpr std::array<std::int8_t, 256> make_nibbles() {
  std::array<std::int8_t, 256> out{};
  out.fill(-1);
  for (int i = 0; i < 10; ++i) out[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    out[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
    out[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
  }
  return out;
}
constexpr auto kNibbles = make_nibbles();

// One element up to its delimiter; quoted elements may hold anything.
bool take_element(std::string_view& text, std::string& out) {
  if (take(text, '"')) {
    while (!text.empty() && text.front() != '"') {
      take(text, '\\');
      if (text.empty()) return false;
      out += text.front();
      text.remove_prefix(1);
    }
    return take(text, '"');
  }
  const auto end = text.find_first_of(",}");
  if (end == std::string_view::npos || end == 0) return false;
  out = text.substr(0, end);
  text.remove_prefix(end);
  return out != "NULL" && out.find_first_of("{\"\\") == std::string::npos;
}

}  // namespace

std::string render_timestamptz(TimePoint t) {
  if (t == TimePoint::max()) return "infinity";
  if (t == TimePoint::min()) return "-infinity";
  const auto day = floor<days>(t);
  const year_month_day date(day);
  const hh_mm_ss clock(t - day);
  std::array<char, 64> out{};
  const int year = static_cast<int>(date.year());
  const int n = std::snprintf(
      out.data(), out.size(), "%04d-%02u-%02u %02d:%02d:%02d.%06d+00%s", year > 0 ? year : 1 - year,
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()),
      year > 0 ? "" : " BC");
  return {out.data(), static_cast<std::size_t>(n)};
}

std::optional<TimePoint> parse_timestamptz(std::string_view text) {
  if (text == "infinity") return TimePoint::max();
  if (text == "-infinity") return TimePoint::min();
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, us = 0;
  const int year_digits = text.find('-') == 5 ? 5 : 4;
  const bool ok = take_digits(text, year_digits, y) && take(text, '-') &&
                  take_digits(text, 2, mo) && take(text, '-') && take_digits(text, 2, d) &&
                  take(text, ' ') && take_digits(text, 2, h) && take(text, ':') &&
                  take_digits(text, 2, mi) && take(text, ':') && take_digits(text, 2, s) &&
                  take_fraction(text, us) && text == "+00";
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!ok || !date.ok()) return std::nullopt;
  return TimePoint(sys_days(date)) + hours{h} + minutes{mi} + seconds{s} + microseconds{us};
}

std::string render_bytea(BytesView bytes) {
  std::string out(2 + bytes.size() * 2, '\0');
  out[0] = '\\';
  out[1] = 'x';
  char* at = out.data() + 2;
  for (const std::uint8_t b : bytes) {
    *at++ = kHex[b >> 4];
    *at++ = kHex[b & 15];
  }
  return out;
}

std::optional<Bytes> parse_bytea(std::string_view text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) return std::nullopt;
  text.remove_prefix(2);
  Bytes out(text.size() / 2);
  int bad = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = kNibbles[static_cast<std::uint8_t>(text[2 * i])];
    const int low = kNibbles[static_cast<std::uint8_t>(text[2 * i + 1])];
    bad |= high | low;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  if (bad < 0) return std::nullopt;
  return out;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t out = 0;
  const auto end = text.data() + text.size();
  const auto r = std::from_chars(text.data(), end, out);
  if (r.ec != std::errc() || r.ptr != end) return std::nullopt;
  return out;
}

std::string render_array(std::span<const std::string> items) {
  std::string out = "{";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : item) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

std::optional<std::vector<std::string>> parse_array(std::string_view text) {
  std::vector<std::string> out;
  if (!take(text, '{')) return std::nullopt;
  if (text == "}") return out;
  do {
    if (!take_element(text, out.emplace_back())) return std::nullopt;
  } while (take(text, ','));
  if (text != "}") return std::nullopt;
  return out;
}

}  // namespace tessera::store::postgres
