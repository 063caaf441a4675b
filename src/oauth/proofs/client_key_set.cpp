#include <tessera/oauth/client_key_set.hpp>

#include <tessera/crypto/certificate_identity.hpp>

namespace tessera::oauth {

Result<ClientKeySet> parse_client_keys(std::string_view jwks) {
  auto keys = jose::parse_key_set(jwks);
  if (!keys) return std::unexpected(std::move(keys.error()));
  ClientKeySet out{.signing = std::move(keys->signing), .encryption = std::move(keys->encryption)};
  for (const auto& jwk : out.signing) out.spki.push_back(crypto::spki_digest(jwk.key));
  return out;
}

}  // namespace tessera::oauth
