#include "http/trace.hpp"

#include <algorithm>
#include <array>

namespace tessera::http {

namespace {

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

template <std::size_t N>
std::string random_hex(Random& random) {
  std::array<std::uint8_t, N> bytes;
  random.fill(bytes);
  bytes[0] |= 1;  // all zero means "none"
  return to_hex(bytes);
}

}  // namespace

std::string trace_id_of(const std::string* traceparent, Random& random) {
  if (traceparent != nullptr && traceparent->size() == 55) {
    const std::string_view text = *traceparent;
    const auto trace = text.substr(3, 32);
    const auto span = text.substr(36, 16);
    const bool shaped = text.starts_with("00-") && text[35] == '-' && text[52] == '-';
    if (shaped && is_lower_hex(trace) && is_lower_hex(span) && is_lower_hex(text.substr(53)) &&
        !is_zero(trace) && !is_zero(span))
      return std::string(trace);
  }
  return random_hex<16>(random);
}

std::string render_traceparent(std::string_view trace_id, Random& random) {
  return "00-" + std::string(trace_id) + "-" + random_hex<8>(random) + "-00";
}

}  // namespace tessera::http
