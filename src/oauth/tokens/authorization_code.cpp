#include "oauth/tokens/authorization_code.hpp"

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {
namespace {

constexpr std::size_t kSecret = 32;

Bytes hash_of(std::string_view text) {
  const auto digest = crypto::sha256(as_bytes(text));
  return {digest.begin(), digest.end()};
}

}  // namespace

AuthorizationCode make_code(TimePoint now, Random& random) {
  AuthorizationCode out{.grant = make_uuid7(now, random)};
  Bytes bytes(out.grant.bytes.begin(), out.grant.bytes.end());
  const auto secret = random.bytes(kSecret);
  bytes.insert(bytes.end(), secret.begin(), secret.end());
  out.text = codec::to_base64url(bytes);
  out.hash = hash_of(out.text);
  return out;
}

std::optional<AuthorizationCode> parse_code(std::string_view text) {
  const auto bytes = codec::from_base64url(text);
  if (!bytes || bytes->size() != 16 + kSecret) return std::nullopt;
  AuthorizationCode out{.text = std::string(text), .hash = hash_of(text)};
  std::copy_n(bytes->begin(), 16, out.grant.bytes.begin());
  return out;
}

}  // namespace tessera::oauth
