// Keys to encrypt to, as JSON Web Keys (RFC 7517 4.2, RFC 7518 4), and whole key sets.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/crypto/encryption.hpp>
#include <tessera/jose/jwk.hpp>

namespace tessera::jose {

using crypto::ContentAlg;

// RFC 7518 4.1. There is no RSA1_5, no "dir" and no password here.
enum class KeyAlg { ecdh_es, ecdh_es_a128kw, rsa_oaep_256 };
inline constexpr std::array kKeyAlgs{KeyAlg::ecdh_es, KeyAlg::ecdh_es_a128kw, KeyAlg::rsa_oaep_256};
inline constexpr std::array kContentAlgs{ContentAlg::a128cbc_hs256, ContentAlg::a128gcm,
                                         ContentAlg::a256gcm};

[[nodiscard]] std::string_view to_string(KeyAlg alg);      // "ECDH-ES", "RSA-OAEP-256" ...
[[nodiscard]] std::string_view to_string(ContentAlg alg);  // "A128CBC-HS256", "A128GCM" ...
[[nodiscard]] std::optional<KeyAlg> parse_key_alg(std::string_view name);
[[nodiscard]] std::optional<ContentAlg> parse_content_alg(std::string_view name);
// Whether keys of this type receive by this algorithm.
[[nodiscard]] constexpr bool fits(KeyAlg alg, crypto::KeyType type) {
  if (alg == KeyAlg::rsa_oaep_256) return type == crypto::KeyType::rsa;
  return type == crypto::KeyType::ec_p256 || type == crypto::KeyType::x25519;  // RFC 8037 3.2
}

struct EncryptionJwk {
  Key key;                    // public
  std::string kid;            // "" if the JWK names none
  std::optional<KeyAlg> alg;  // as the JWK restricts it; always fits the key
};

// Errors as parse_jwk; "jwk.unsupported" also for a key that says it is for signatures.
[[nodiscard]] Result<EncryptionJwk> parse_encryption_jwk(const boost::json::object& jwk);
// kty and the public parts, "use":"enc", kid and alg where given.
[[nodiscard]] boost::json::object to_jwk(const EncryptionJwk& key);

struct KeySet {
  std::vector<Jwk> signing;
  std::vector<EncryptionJwk> encryption;  // a key that does not say its use stands in both
};
// {"keys": [...]}, by the rules of parse_jwks.
[[nodiscard]] Result<KeySet> parse_key_set(std::string_view json);

// The key to encrypt to by this algorithm: one that names it before one that only fits, of several
// the first. nullptr if there is none.
[[nodiscard]] const EncryptionJwk* choose_key(std::span<const EncryptionJwk> keys, KeyAlg alg);

}  // namespace tessera::jose
