#include "codec/utf8.hpp"

#include <cstdint>

namespace tessera::codec {
namespace {

struct Lead {
  int continuation_bytes;
  std::uint8_t second_min;
  std::uint8_t second_max;
};

// The table of RFC 3629 4: what may follow each first byte.
constexpr Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {0, 0, 0};
  if (byte >= 0xc2 && byte <= 0xdf) return {1, 0x80, 0xbf};
  if (byte == 0xe0) return {2, 0xa0, 0xbf};
  if (byte == 0xed) return {2, 0x80, 0x9f};
  if (byte >= 0xe1 && byte <= 0xef) return {2, 0x80, 0xbf};
  if (byte == 0xf0) return {3, 0x90, 0xbf};
  if (byte >= 0xf1 && byte <= 0xf3) return {3, 0x80, 0xbf};
  if (byte == 0xf4) return {3, 0x80, 0x8f};
  return {-1, 0, 0};
}

constexpr bool in_range(char c, std::uint8_t min, std::uint8_t max) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte >= min && byte <= max;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto lead = lead_of(static_cast<std::uint8_t>(text.front()));
    const auto size = static_cast<std::size_t>(lead.continuation_bytes + 1);
    if (lead.continuation_bytes < 0 || text.size() < size) return false;
    for (std::size_t i = 1; i < size; ++i) {
      const bool second = i == 1;
      if (!in_range(text[i], second ? lead.second_min : 0x80, second ? lead.second_max : 0xbf))
        return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace tessera::codec
