// Asymmetric keys, parsed once and kept: a parse costs 19 signatures (ADR 8).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>

struct evp_pkey_st;

namespace tessera::crypto {

enum class KeyType { rsa, ec_p256, ed25519, x25519 };  // the last one only agrees
// JWS algorithms of RFC 7518 3.1 and RFC 8037.
enum class SignAlg { rs256, ps256, es256, eddsa };

// An immutable private or public key. Cheap to copy; thread-safe.
class Key {
 public:
  Key() = default;
  [[nodiscard]] static Key generate(KeyType type, int rsa_bits = 2048);
  // The P-256 key that belongs to a seed of at least 32 bytes and a purpose: the same on every
  // node, and nothing of one purpose tells another (FIPS 186-5 A.2.1 over HKDF).
  [[nodiscard]] static Key derive_p256(const Secret& seed, std::string_view purpose);
  // What is read is refused by Errc::invalid: "key.malformed", "key.unsupported" (another type or
  // curve, RSA above 8192 bits), "key.weak" (RSA below 2048 bits, an even or small exponent),
  // "key.point" (off the curve, of small order, or not the private key's own).
  [[nodiscard]] static Result<Key> from_private_der(BytesView pkcs8);
  [[nodiscard]] static Result<Key> from_public_der(BytesView spki);
  // Raw public parts, as a JWK carries them; coordinates have exactly 32 bytes.
  [[nodiscard]] static Result<Key> from_rsa_public(BytesView n, BytesView e);
  [[nodiscard]] static Result<Key> from_ec_public(BytesView x, BytesView y);
  [[nodiscard]] static Result<Key> from_ed25519_public(BytesView x);
  [[nodiscard]] static Result<Key> from_x25519_public(BytesView x);

  [[nodiscard]] Secret private_der() const;  // PKCS#8
  [[nodiscard]] Bytes public_der() const;    // SPKI
  [[nodiscard]] KeyType type() const;
  [[nodiscard]] bool has_private() const;
  struct PublicParts {
    Bytes n, e, x, y;  // n and e for RSA, x and y for EC, x for Ed25519 and X25519
  };
  [[nodiscard]] PublicParts public_parts() const;
  [[nodiscard]] explicit operator bool() const { return data_ != nullptr; }
  [[nodiscard]] evp_pkey_st* native() const;

  struct Data;  // the key with its prepared signature contexts; for this room only
  explicit Key(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  [[nodiscard]] const Data& data() const { return *data_; }

 private:
  std::shared_ptr<const Data> data_;
};

// Whether keys of this type make signatures of this algorithm.
[[nodiscard]] constexpr bool fits(SignAlg alg, KeyType type) {
  switch (alg) {
    case SignAlg::rs256:
    case SignAlg::ps256:
      return type == KeyType::rsa;
    case SignAlg::es256:
      return type == KeyType::ec_p256;
    case SignAlg::eddsa:
      return type == KeyType::ed25519;
  }
  return false;
}

// Signatures in JWS form (ES256: r||s, 64 bytes). sign throws std::logic_error if the algorithm
// does not fit the key or the key is not private; verify is then false.
[[nodiscard]] Bytes sign(const Key& key, SignAlg alg, BytesView data);
[[nodiscard]] bool verify(const Key& key, SignAlg alg, BytesView data, BytesView signature);

}  // namespace tessera::crypto
