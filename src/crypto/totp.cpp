#include <tessera/crypto/totp.hpp>

#include <tessera/crypto/digest.hpp>

namespace tessera::crypto {

std::int64_t totp_step(TimePoint now) {
  return to_unix(now) / kTotpStep.count();
}

std::string totp_code(BytesView secret, std::int64_t step) {
  std::array<std::uint8_t, 8> counter;
  for (std::size_t i = 0; i < 8; ++i) counter[i] = static_cast<std::uint8_t>(step >> (56 - 8 * i));
  const auto mac = hmac_sha1(secret, counter);
  // RFC 4226 5.3: the last nibble says where the 31 bits begin.
  const std::size_t at = mac.back() & 0x0f;
  const std::uint32_t bits =
      (mac[at] & 0x7fu) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 | mac[at + 3];
  auto digits = std::to_string(bits % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> check_totp(BytesView secret, std::string_view code, std::int64_t step,
                                       int window) {
  std::optional<std::int64_t> found;
  for (auto candidate = step - window; candidate <= step + window; ++candidate) {
    const bool same =
        equal_in_constant_time(as_bytes(totp_code(secret, candidate)), as_bytes(code));
    if (same) found = candidate;
  }
  return found;
}

}  // namespace tessera::crypto
