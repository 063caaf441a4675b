#include <tessera/codec/plain_text.hpp>

#include <algorithm>

namespace tessera::codec {
namespace {

// Whether somewhere after the prefix comes a last byte of this range.
bool has_range(std::string_view text, std::string_view prefix, unsigned char first,
               unsigned char last) {
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    const auto next = at + prefix.size();
    if (next == text.size()) return false;
    const auto byte = static_cast<unsigned char>(text[next]);
    if (byte >= first && byte <= last) return true;
  }
  return false;
}

}  // namespace

bool steers_direction(std::string_view text) {
  return has_range(text, "\xD8", 0x9C, 0x9C) || has_range(text, "\xE2\x80", 0x8E, 0x8F) ||
         has_range(text, "\xE2\x80", 0xAA, 0xAE) || has_range(text, "\xE2\x81", 0xA6, 0xA9);
}

bool is_plain_text(std::string_view text) {
  const bool control =
      std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  return !control && !has_range(text, "\xC2", 0x80, 0x9F) && !steers_direction(text);
}

bool looks_like_link(std::string_view text) {
  constexpr std::string_view kName = "www.";
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return text.contains("://") || !std::ranges::search(text, kName, same).empty();
}

std::string shorten(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  text.resize(bytes);
  return text;
}

}  // namespace tessera::codec
