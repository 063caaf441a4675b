// Asymmetric keys, parsed once and kept: a parse costs 19 signatures (architecture 8).
#pragma once

#include <memory>
#include <string>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>

struct evp_pkey_st;

namespace tessera::crypto {

enum class KeyType { rsa, ec_p256, ed25519 };
// JWS algorithms of RFC 7518 3.1 and RFC 8037.
enum class SignAlg { rs256, ps256, es256, eddsa };

// An immutable private or public key. Cheap to copy; thread-safe.
class Key {
 public:
  Key() = default;
  [[nodiscard]] static Key generate(KeyType type, int rsa_bits = 2048);
  [[nodiscard]] static Result<Key> from_private_der(BytesView pkcs8);
  [[nodiscard]] static Result<Key> from_public_der(BytesView spki);
  // Raw public parts, as a JWK carries them. RSA below 2048 bits is refused.
  [[nodiscard]] static Result<Key> from_rsa_public(BytesView n, BytesView e);
  [[nodiscard]] static Result<Key> from_ec_public(BytesView x, BytesView y);
  [[nodiscard]] static Result<Key> from_ed25519_public(BytesView x);

  [[nodiscard]] Secret private_der() const;  // PKCS#8
  [[nodiscard]] Bytes public_der() const;    // SPKI
  [[nodiscard]] KeyType type() const;
  [[nodiscard]] bool has_private() const;
  struct PublicParts { Bytes n, e, x, y; };
  [[nodiscard]] PublicParts public_parts() const;
  [[nodiscard]] explicit operator bool() const { return pkey_ != nullptr; }
  [[nodiscard]] evp_pkey_st* native() const { return pkey_.get(); }

 private:
  std::shared_ptr<evp_pkey_st> pkey_;
};

// Signatures in JWS form (ES256: r||s, 64 bytes). The algorithm must fit the key type.
[[nodiscard]] Bytes sign(const Key& key, SignAlg alg, BytesView data);
[[nodiscard]] bool verify(const Key& key, SignAlg alg, BytesView data, BytesView signature);

}  // namespace tessera::crypto
