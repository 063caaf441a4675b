#include "enrol/codes.hpp"

#include <cstdint>

#include <tessera/crypto/digest.hpp>

namespace tessera::enrol {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string grouped(std::string_view plain) {
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += '-';
    out += plain[i];
  }
  return out;
}

std::string random_code(Random& random, std::size_t length) {
  auto bytes = random.bytes(length);
  std::string plain;
  for (const auto byte : bytes) plain += kAlphabet[byte & 31];
  wipe(bytes.data(), bytes.size());
  return grouped(plain);
}

char canonical(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

std::string make_tracking_number(Random& random) {
  return random_code(random, kTrackingLength);
}
Secret make_continuation_code(Random& random) {
  return Secret(random_code(random, kContinuationLength));
}
Secret make_invitation_code(Random& random) {
  return Secret(random_code(random, kInvitationLength));
}

Secret make_contact_code(Random& random) {
  constexpr std::uint32_t kSpace = 1'000'000;
  constexpr std::uint32_t kLimit = 0xFFFFFFFFu / kSpace * kSpace;
  std::uint32_t n = kLimit;
  while (n >= kLimit) {
    const auto bytes = random.bytes(4);
    n = 0;
    for (const auto byte : bytes) n = n << 8 | byte;
  }
  const auto digits = std::to_string(n % kSpace);
  return Secret(std::string(6 - digits.size(), '0') + digits);
}

std::string normalise_code(std::string_view typed, std::size_t length) {
  if (typed.size() > length * 3) return {};
  std::string plain;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char upper = canonical(c);
    if (kAlphabet.find(upper) == std::string_view::npos) return {};
    plain += upper;
  }
  return plain.size() == length ? grouped(plain) : std::string{};
}

Bytes hash_code(std::string_view kind, std::string_view normalised) {
  const auto digest = crypto::sha256(as_bytes(std::string(kind) + "|" + std::string(normalised)));
  return {digest.begin(), digest.end()};
}

Bytes mac_contact_code(const Uuid& application, std::string_view mail, std::string_view code,
                       const crypto::Keyring& ring) {
  // No line end is part of an address.
  const auto text =
      "contact_code|" + to_string(application) + "|" + std::string(mail) + "\n" + std::string(code);
  return ring.mac(crypto::kPurposeCookie, as_bytes(text));
}

}  // namespace tessera::enrol
