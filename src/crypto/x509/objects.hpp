// What the readers of certificates, CRLs and OCSP responses share.
#pragma once

#include <memory>
#include <optional>

#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/crypto/x509.hpp>

#include "crypto/algorithms.hpp"

namespace tessera::crypto {

using X509Ref = std::unique_ptr<X509, FreeBy<X509_free>>;
using CrlRef = std::unique_ptr<X509_CRL, FreeBy<X509_CRL_free>>;
using ExtendedKeyUsageRef = std::unique_ptr<EXTENDED_KEY_USAGE, FreeBy<EXTENDED_KEY_USAGE_free>>;
using GeneralNamesRef = std::unique_ptr<GENERAL_NAMES, FreeBy<GENERAL_NAMES_free>>;

// Of the whole input; nullptr for anything else.
[[nodiscard]] X509Ref parse_certificate(BytesView der);
[[nodiscard]] Bytes to_der(X509* certificate);
// SHA-256 of the SubjectPublicKeyInfo.
[[nodiscard]] Sha256 spki_of(X509* certificate);

// RFC 5280 4.1.2.5; nullopt if it is no time or beyond what a TimePoint holds.
[[nodiscard]] std::optional<TimePoint> read_time(const ASN1_TIME* time);

// RFC 5280 4.1.2.2: positive and of at most 20 octets; nullopt for others.
[[nodiscard]] std::optional<SerialNumber> read_serial(const ASN1_INTEGER* serial);

// Signed over SHA-256 or stronger, or EdDSA: no SHA-1, no MD5 (requirements 4.5).
[[nodiscard]] bool is_strong_signature(const X509_ALGOR* algorithm);
// RSA, an elliptic curve or EdDSA, of at least these sizes.
struct KeySizes {
  int rsa_bits = 2048;
  int ec_bits = 256;
};
[[nodiscard]] bool is_strong_key(const EVP_PKEY* key, const KeySizes& sizes);

// A key usage extension is not there, or allows this (RFC 5280 4.2.1.3).
[[nodiscard]] bool allows_usage(X509* certificate, std::uint32_t usage);
// The extended key usage extension is there and names it (RFC 5280 4.2.1.12).
[[nodiscard]] bool names_extended_usage(X509* certificate, int nid);

// Does nothing else than forget: errors of input are values here.
class ErrorQueue {
 public:
  ErrorQueue();
  ~ErrorQueue();
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
};

}  // namespace tessera::crypto
