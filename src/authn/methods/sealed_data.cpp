#include "authn/methods/sealed_data.hpp"

#include <stdexcept>

#include <tessera/crypto/aead.hpp>

namespace tessera::authn {
namespace {

std::string context_of(const Uuid& authenticator) {
  return "authenticator|data|" + to_string(authenticator);
}

Bytes open(std::string_view purpose, BytesView data, const Uuid& authenticator,
           const crypto::Keyring& keys) {
  auto plain = keys.open(purpose, data, context_of(authenticator));
  if (!plain)
    throw std::runtime_error("authenticator " + to_string(authenticator) + ": " +
                             plain.error().detail);
  return std::move(*plain);
}

}  // namespace

Bytes seal_hash(const std::string& phc, const Uuid& authenticator, const crypto::Keyring& keys,
                Random& random) {
  return keys.seal(crypto::kPurposePepper, as_bytes(phc), context_of(authenticator), random);
}

Bytes seal_totp(const Secret& secret, const Uuid& authenticator, const crypto::Keyring& keys,
                Random& random) {
  return keys.seal(crypto::kPurposeSecretBox, secret.reveal_bytes(), context_of(authenticator),
                   random);
}

std::string open_hash(BytesView data, const Uuid& authenticator, const crypto::Keyring& keys) {
  return std::string(as_text(open(crypto::kPurposePepper, data, authenticator, keys)));
}

bool has_current_pepper(BytesView data, const crypto::Keyring& keys) {
  const auto id = crypto::key_id_of(data);
  return id && *id == keys.current(crypto::kPurposePepper).id;
}

Secret open_totp(BytesView data, const Uuid& authenticator, const crypto::Keyring& keys) {
  return Secret(open(crypto::kPurposeSecretBox, data, authenticator, keys));
}

}  // namespace tessera::authn
