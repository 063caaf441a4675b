#include "crypto/key_data.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sodium.h>

namespace tessera::crypto {
namespace {

using BigNumber = std::unique_ptr<BIGNUM, FreeBy<BN_free>>;
using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeBy<PKCS8_PRIV_KEY_INFO_free>>;

constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;  // beyond, one verification is a denial of service
constexpr std::size_t kCoordinateSize = 32;

std::unexpected<Error> refuse(const char* id) {
  return fail(Errc::invalid, id);
}

BigNumber to_number(BytesView bytes) {
  return BigNumber{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
}

Bytes to_bytes(const BIGNUM* number, std::size_t padded_size) {
  Bytes out(std::max<std::size_t>(padded_size, static_cast<std::size_t>(BN_num_bytes(number))));
  check(BN_bn2binpad(number, out.data(), static_cast<int>(out.size())) >= 0, "big number");
  return out;
}

Bytes number_of(const EVP_PKEY* key, const char* name, std::size_t padded_size = 0) {
  BIGNUM* number = nullptr;
  check(EVP_PKEY_get_bn_param(key, name, &number) == 1, "key parameter");
  const BigNumber owned{number};
  return to_bytes(number, padded_size);
}

// nullptr if OpenSSL cannot make a key of these parts; the error queue is left clean.
Pkey make_public(const char* algorithm, const OSSL_PARAM* params) {
  const PkeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr)};
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        const_cast<OSSL_PARAM*>(params)) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  return Pkey{key};
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(),
                                        nullptr) == 1 &&
         std::string_view(name.data()) == SN_X9_62_prime256v1;
}

// RFC 8725 3.5 and the usual rules for exponents: odd, and not so small that padding flaws bite.
Result<void> check_rsa(EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kMinRsaBits) return refuse("key.weak");
  if (bits > kMaxRsaBits) return refuse("key.unsupported");
  const auto n = to_number(number_of(key, OSSL_PKEY_PARAM_RSA_N));
  const auto e = to_number(number_of(key, OSSL_PKEY_PARAM_RSA_E));
  const bool sound = BN_is_odd(n.get()) && BN_is_odd(e.get()) && BN_num_bits(e.get()) >= 17 &&
                     BN_num_bits(e.get()) <= 64;
  if (!sound) return refuse("key.weak");
  return {};
}

Result<void> check_supported(EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return check_rsa(key);
    case EVP_PKEY_EC:
      if (!is_p256(key)) return refuse("key.unsupported");
      return {};
    case EVP_PKEY_ED25519:
    case EVP_PKEY_X25519:
      return {};
    default:
      return refuse("key.unsupported");
  }
}

bool holds_private(EVP_PKEY* key, KeyType type) {
  if (type == KeyType::ed25519 || type == KeyType::x25519) {
    std::size_t size = 0;
    return EVP_PKEY_get_raw_private_key(key, nullptr, &size) == 1;
  }
  BIGNUM* number = nullptr;
  const auto* name = type == KeyType::rsa ? OSSL_PKEY_PARAM_RSA_D : OSSL_PKEY_PARAM_PRIV_KEY;
  const bool held = EVP_PKEY_get_bn_param(key, name, &number) == 1;
  BN_clear_free(number);
  return held;
}

KeyType type_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return KeyType::rsa;
    case EVP_PKEY_EC:
      return KeyType::ec_p256;
    case EVP_PKEY_X25519:
      return KeyType::x25519;
    default:
      return KeyType::ed25519;
  }
}

Result<Key> adopt(Pkey pkey) {
  if (pkey == nullptr) {
    ERR_clear_error();
    return refuse("key.malformed");
  }
  if (const auto supported = check_supported(pkey.get()); !supported) {
    return std::unexpected(supported.error());
  }
  const auto type = type_of(pkey.get());
  const bool is_private = holds_private(pkey.get(), type);
  return Key{std::make_shared<const Key::Data>(std::move(pkey), type, is_private)};
}

// OpenSSL takes any 32 bytes. A point of small order would verify signatures that nobody made.
bool is_sound_ed25519(BytesView x) {
  return crypto_core_ed25519_is_valid_point(x.data()) == 1;
}

// RFC 7748 6.1: with a point of small order every agreement gives zero, whatever the other's key
// is.
bool is_sound_x25519(BytesView x) {
  std::array<std::uint8_t, kCoordinateSize> any{1}, agreed{};
  return crypto_scalarmult_curve25519(agreed.data(), any.data(), x.data()) == 0;
}

bool is_consistent(const Key& key) {
  if (key.type() == KeyType::ed25519) return is_sound_ed25519(key.public_parts().x);
  if (key.type() == KeyType::x25519) return is_sound_x25519(key.public_parts().x);
  if (key.type() != KeyType::ec_p256) return true;
  const PkeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.native(), nullptr)};
  const bool good = EVP_PKEY_public_check(context.get()) == 1 &&
                    (!key.has_private() || EVP_PKEY_pairwise_check(context.get()) == 1);
  ERR_clear_error();
  return good;
}

// Encoded keys may also say the point at infinity, or be a private key with another's public part.
Result<Key> adopt_encoded(Pkey pkey) {
  auto key = adopt(std::move(pkey));
  if (key && !is_consistent(*key)) return refuse("key.point");
  return key;
}

OSSL_PARAM octets(const char* name, Bytes& bytes) {
  return OSSL_PARAM_construct_octet_string(name, bytes.data(), bytes.size());
}

}  // namespace

Key Key::generate(KeyType type, int rsa_bits) {
  EVP_PKEY* pkey = nullptr;
  switch (type) {
    case KeyType::rsa:
      pkey = EVP_RSA_gen(static_cast<unsigned>(rsa_bits));
      break;
    case KeyType::ec_p256:
      pkey = EVP_EC_gen(SN_X9_62_prime256v1);
      break;
    case KeyType::ed25519:
      pkey = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      break;
    case KeyType::x25519:
      pkey = EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519");
      break;
  }
  check(pkey != nullptr, "key generation");
  auto key = adopt(Pkey{pkey});
  if (!key) throw std::logic_error("generated key refused: " + key.error().id);
  return *std::move(key);
}

Result<Key> Key::from_private_der(BytesView pkcs8) {
  const auto* at = pkcs8.data();
  const Pkcs8 info{d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(pkcs8.size()))};
  if (info == nullptr || at != pkcs8.data() + pkcs8.size()) return adopt(nullptr);
  return adopt_encoded(Pkey{EVP_PKCS82PKEY(info.get())});
}

Result<Key> Key::from_public_der(BytesView spki) {
  const auto* at = spki.data();
  Pkey pkey{d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()))};
  if (at != spki.data() + spki.size()) return adopt(nullptr);
  return adopt_encoded(std::move(pkey));
}

Result<Key> Key::from_rsa_public(BytesView n, BytesView e) {
  if (n.size() > kMaxRsaBits / 8 + 1 || e.size() > 9) return refuse("key.unsupported");
  // OpenSSL wants numbers in the byte order of the machine.
  Bytes modulus(n.rbegin(), n.rend());
  Bytes exponent(e.rbegin(), e.rend());
  const std::array params{
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus.data(), modulus.size()),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent.data(), exponent.size()),
      OSSL_PARAM_construct_end()};
  return adopt(make_public("RSA", params.data()));
}

Result<Key> Key::from_ec_public(BytesView x, BytesView y) {
  if (x.size() != kCoordinateSize || y.size() != kCoordinateSize) return refuse("key.malformed");
  Bytes point{POINT_CONVERSION_UNCOMPRESSED};
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  std::string group = SN_X9_62_prime256v1;
  const std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      octets(OSSL_PKEY_PARAM_PUB_KEY, point), OSSL_PARAM_construct_end()};
  auto pkey = make_public("EC", params.data());  // decoding checks the equation of the curve
  if (pkey == nullptr) return refuse("key.point");
  return adopt(std::move(pkey));
}

Result<Key> Key::from_ed25519_public(BytesView x) {
  if (x.size() != kCoordinateSize) return refuse("key.malformed");
  if (!is_sound_ed25519(x)) return refuse("key.point");
  return adopt(
      Pkey{EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, x.data(), x.size())});
}

Result<Key> Key::from_x25519_public(BytesView x) {
  if (x.size() != kCoordinateSize) return refuse("key.malformed");
  if (!is_sound_x25519(x)) return refuse("key.point");
  return adopt(
      Pkey{EVP_PKEY_new_raw_public_key_ex(nullptr, "X25519", nullptr, x.data(), x.size())});
}

Secret Key::private_der() const {
  const Pkcs8 info{EVP_PKEY2PKCS8(native())};
  std::uint8_t* der = nullptr;
  const int size = info == nullptr ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
  check(size > 0, "private key encoding");
  Secret secret{Bytes(der, der + size)};
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return secret;
}

Bytes Key::public_der() const {
  std::uint8_t* der = nullptr;
  const int size = i2d_PUBKEY(native(), &der);
  check(size > 0, "public key encoding");
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

KeyType Key::type() const {
  return data_->type;
}
bool Key::has_private() const {
  return data_->is_private;
}
EVP_PKEY* Key::native() const {
  return data_->pkey.get();
}

Key::PublicParts Key::public_parts() const {
  PublicParts parts;
  switch (type()) {
    case KeyType::rsa:
      parts.n = number_of(native(), OSSL_PKEY_PARAM_RSA_N);
      parts.e = number_of(native(), OSSL_PKEY_PARAM_RSA_E);
      break;
    case KeyType::ec_p256:
      parts.x = number_of(native(), OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateSize);
      parts.y = number_of(native(), OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateSize);
      break;
    case KeyType::ed25519:
    case KeyType::x25519: {
      std::size_t size = kCoordinateSize;
      parts.x.resize(size);
      check(EVP_PKEY_get_raw_public_key(native(), parts.x.data(), &size) == 1, "public key");
      break;
    }
  }
  return parts;
}

}  // namespace tessera::crypto
