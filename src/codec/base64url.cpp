#include <tessera/codec/base64url.hpp>

#include <array>

namespace tessera::codec {
namespace {

constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kPlainAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

constexpr std::uint8_t kNone = 0xff;
using Table = std::array<std::uint8_t, 256>;

constexpr Table make_table(std::string_view alphabet) {
  Table table;
  table.fill(kNone);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr Table kUrlTable = make_table(kUrlAlphabet);
constexpr Table kPlainTable = make_table(kPlainAlphabet);
constexpr Table kBase32Table = make_table(kBase32Alphabet);

std::string encode(BytesView bytes, std::string_view alphabet, unsigned bits_per_digit) {
  std::string text((bytes.size() * 8 + bits_per_digit - 1) / bits_per_digit, '\0');
  char* at = text.data();
  std::uint32_t bits = 0;
  unsigned count = 0;
  const std::uint32_t mask = (1u << bits_per_digit) - 1;
  for (const auto byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= bits_per_digit;) {
      count -= bits_per_digit;
      *at++ = alphabet[bits >> count & mask];
    }
  }
  if (count > 0) *at = alphabet[bits << (bits_per_digit - count) & mask];
  return text;
}

// One text has one value and one value one text: left-over bits must be zero and fewer than a digit
// (RFC 4648 3.5), so that a signed token cannot be written in two ways.
std::optional<Bytes> decode(std::string_view text, const Table& table, unsigned bits_per_digit) {
  Bytes bytes(text.size() * bits_per_digit / 8);
  auto* at = bytes.data();
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto digit = table[static_cast<unsigned char>(c)];
    if (digit == kNone) return std::nullopt;
    bits = bits << bits_per_digit | digit;
    count += bits_per_digit;
    if (count < 8) continue;
    count -= 8;
    *at++ = static_cast<std::uint8_t>(bits >> count);
  }
  if (count >= bits_per_digit || (bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace

std::string to_base64url(BytesView bytes) {
  return encode(bytes, kUrlAlphabet, 6);
}
std::optional<Bytes> from_base64url(std::string_view text) {
  return decode(text, kUrlTable, 6);
}

std::string to_base64(BytesView bytes) {
  auto text = encode(bytes, kPlainAlphabet, 6);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode(text, kPlainTable, 6);
}

std::string to_base32(BytesView bytes) {
  return encode(bytes, kBase32Alphabet, 5);
}
std::optional<Bytes> from_base32(std::string_view text) {
  return decode(text, kBase32Table, 5);
}

}  // namespace tessera::codec
