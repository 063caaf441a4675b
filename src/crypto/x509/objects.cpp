#include "crypto/x509/objects.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace tessera::crypto {
namespace {

using PssParams = std::unique_ptr<RSA_PSS_PARAMS, FreeBy<RSA_PSS_PARAMS_free>>;

bool is_strong_digest(int nid) {
  constexpr std::array kStrong{NID_sha256,   NID_sha384,   NID_sha512,
                               NID_sha3_256, NID_sha3_384, NID_sha3_512};
  return std::ranges::find(kStrong, nid) != kStrong.end();
}

// RFC 4055 3.1: without parameters the digest is SHA-1.
bool is_strong_pss(const X509_ALGOR* algorithm) {
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return false;
  const auto* text = static_cast<const ASN1_STRING*>(value);
  const auto* at = ASN1_STRING_get0_data(text);
  const PssParams params(d2i_RSA_PSS_PARAMS(nullptr, &at, ASN1_STRING_length(text)));
  if (!params || params->hashAlgorithm == nullptr) return false;
  const ASN1_OBJECT* digest = nullptr;
  X509_ALGOR_get0(&digest, nullptr, nullptr, params->hashAlgorithm);
  return is_strong_digest(OBJ_obj2nid(digest));
}

}  // namespace

X509Ref parse_certificate(BytesView der) {
  const ErrorQueue errors;
  const auto* at = der.data();
  X509Ref certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate || at != der.data() + der.size()) return nullptr;
  return certificate;
}

Bytes to_der(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  check(length > 0, "i2d_X509");
  Bytes out(der, der + length);
  OPENSSL_free(der);
  return out;
}

Sha256 spki_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (length <= 0) return {};
  const auto digest = sha256(BytesView(der, static_cast<std::size_t>(length)));
  OPENSSL_free(der);
  return digest;
}

std::optional<TimePoint> read_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return from_unix(timegm(&parts));
}

std::optional<SerialNumber> read_serial(const ASN1_INTEGER* serial) {
  const int length = ASN1_STRING_length(serial);
  SerialNumber out{};
  if ((ASN1_STRING_type(serial) & V_ASN1_NEG) != 0 || length <= 0 ||
      static_cast<std::size_t>(length) > out.size()) {
    return std::nullopt;
  }
  std::copy_n(ASN1_STRING_get0_data(serial), length, out.end() - length);
  if (out == SerialNumber{}) return std::nullopt;
  return out;
}

bool is_strong_signature(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  const int nid = OBJ_obj2nid(object);
  if (nid == NID_ED25519 || nid == NID_ED448) return true;
  if (nid == NID_rsassaPss) return is_strong_pss(algorithm);
  int digest = NID_undef;
  return OBJ_find_sigid_algs(nid, &digest, nullptr) == 1 && is_strong_digest(digest);
}

bool is_strong_key(const EVP_PKEY* key, const KeySizes& sizes) {
  if (key == nullptr) return false;
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return EVP_PKEY_get_bits(key) >= sizes.rsa_bits;
    case EVP_PKEY_EC:
      return EVP_PKEY_get_bits(key) >= sizes.ec_bits;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
      return true;
    default:
      return false;
  }
}

bool allows_usage(X509* certificate, std::uint32_t usage) {
  return (X509_get_key_usage(certificate) & usage) == usage;
}

bool names_extended_usage(X509* certificate, int nid) {
  const ExtendedKeyUsageRef usages(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    if (OBJ_obj2nid(sk_ASN1_OBJECT_value(usages.get(), i)) == nid) return true;
  }
  return false;
}

ErrorQueue::ErrorQueue() {
  ERR_clear_error();
}
ErrorQueue::~ErrorQueue() {
  ERR_clear_error();
}

}  // namespace tessera::crypto
