// The keys of one client, parsed once.
#pragma once

#include <string_view>
#include <vector>

#include <tessera/crypto/digest.hpp>
#include <tessera/jose/encryption_jwk.hpp>

namespace tessera::oauth {

struct ClientKeySet {
  std::vector<jose::Jwk> signing;
  std::vector<jose::EncryptionJwk> encryption;
  std::vector<crypto::Sha256> spki;  // of the signing keys, in their order
};

// Errors as jose::parse_key_set.
[[nodiscard]] Result<ClientKeySet> parse_client_keys(std::string_view jwks);

}  // namespace tessera::oauth
