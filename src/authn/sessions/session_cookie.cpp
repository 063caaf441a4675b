#include "authn/sessions/session_cookie.hpp"

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kIdSize = 16;
constexpr std::size_t kSecretSize = 32;
constexpr std::size_t kMacSize = 36;
constexpr std::string_view kLabel = "session|";

Bytes covered(BytesView body) {
  auto bytes = to_bytes(kLabel);
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

}  // namespace

Secret make_session_secret(Random& random) {
  return Secret(random.bytes(kSecretSize));
}

Bytes hash_secret(const Secret& secret) {
  const auto digest = crypto::sha256(secret.reveal_bytes());
  return {digest.begin(), digest.end()};
}

std::string render_session_cookie(const Uuid& session, const Secret& secret,
                                  const crypto::Keyring& keys) {
  Bytes value(session.bytes.begin(), session.bytes.end());
  const auto bytes = secret.reveal_bytes();
  value.insert(value.end(), bytes.begin(), bytes.end());
  const auto mac = keys.mac(crypto::kPurposeCookie, covered(value));
  value.insert(value.end(), mac.begin(), mac.end());
  return codec::to_base64url(value);
}

std::optional<SessionKey> parse_session_cookie(std::string_view cookie,
                                               const crypto::Keyring& keys) {
  if (cookie.size() > 200) return std::nullopt;
  const auto value = codec::from_base64url(cookie);
  if (!value || value->size() != kIdSize + kSecretSize + kMacSize) return std::nullopt;
  const BytesView all(*value);
  const auto body = all.first(kIdSize + kSecretSize);
  if (!keys.check_mac(crypto::kPurposeCookie, covered(body), all.last(kMacSize)))
    return std::nullopt;
  SessionKey key;
  std::copy_n(body.begin(), kIdSize, key.session.bytes.begin());
  const auto digest = crypto::sha256(body.last(kSecretSize));
  key.secret_hash.assign(digest.begin(), digest.end());
  return key;
}

}  // namespace tessera::authn
