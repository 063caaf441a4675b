#include <tessera/codec/readable_code.hpp>

#include <cstdint>

namespace tessera::codec {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kGroup = 4;

char canonical(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

std::string in_groups(std::string_view plain, char between) {
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i % kGroup == 0) out += between;
    out += plain[i];
  }
  return out;
}

Secret make_readable_code(Random& random, std::size_t length) {
  auto bytes = random.bytes(length);
  std::string plain;
  for (const auto byte : bytes) plain += kAlphabet[byte & 31];
  wipe(bytes.data(), bytes.size());
  return Secret(in_groups(plain, '-'));
}

Secret make_digits(Random& random, int length) {
  std::uint32_t space = 1;
  for (int i = 0; i < length; ++i) space *= 10;
  const std::uint32_t limit = 0xFFFFFFFFu / space * space;
  std::uint32_t n = limit;
  while (n >= limit) {
    const auto bytes = random.bytes(4);
    n = 0;
    for (const auto byte : bytes) n = n << 8 | byte;
  }
  const auto digits = std::to_string(n % space);
  return Secret(std::string(static_cast<std::size_t>(length) - digits.size(), '0') + digits);
}

std::string normalise_readable_code(std::string_view typed, std::size_t length) {
  if (typed.size() > length * 3) return {};
  std::string plain;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char upper = canonical(c);
    if (kAlphabet.find(upper) == std::string_view::npos) return {};
    plain += upper;
  }
  return plain.size() == length ? in_groups(plain, '-') : std::string{};
}

}  // namespace tessera::codec
