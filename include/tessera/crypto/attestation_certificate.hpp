// A certificate by which a maker of authenticators, or a device, vouches for a key (WebAuthn 6.5):
// its parts as the formats ask for them, signatures by its key, and its path to given roots. For
// certificates of persons see x509.hpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/crypto/key.hpp>
#include <tessera/crypto/x509.hpp>

struct x509_st;

namespace tessera::crypto {

// What a COSE algorithm of an attestation means: the type of key and the digest.
enum class AttestationAlg { ecdsa_sha256, rsa_sha1, rsa_sha256, ed25519 };

// Immutable, cheap to copy, thread-safe.
class AttestationCertificate {
 public:
  // Errc::invalid "certificate.malformed", "certificate.too_large".
  [[nodiscard]] static Result<AttestationCertificate> from_der(BytesView der);

  struct Extension {
    bool critical = false;
    Bytes value;
  };
  // By its dotted OID; nullopt if it is not there, or there twice.
  [[nodiscard]] std::optional<Extension> extension(const std::string& oid) const;
  [[nodiscard]] int version() const;  // 3 as people count
  // Basic constraints are there and say that it is no authority.
  [[nodiscard]] bool is_end_entity() const;
  [[nodiscard]] std::vector<NameAttribute> subject() const;
  // Attributes of the directory names among the subject alternative names.
  [[nodiscard]] std::vector<NameAttribute> alternative_directory_names() const;
  [[nodiscard]] bool has_extended_usage(const std::string& oid) const;
  [[nodiscard]] std::vector<std::string> dns_names() const;

  // Its key, if it is of a type that Key holds.
  [[nodiscard]] Result<Key> key() const;
  // SHA-1 of the bits of its key, lower-case hex (FIDO Metadata Statement, key identifiers).
  [[nodiscard]] std::string key_identifier() const;
  // A signature as X.509 writes it (ECDSA: DER). False also if the algorithm does not fit the key.
  [[nodiscard]] bool verify(AttestationAlg alg, BytesView data, BytesView signature) const;
  [[nodiscard]] const Bytes& der() const { return *der_; }

 private:
  std::shared_ptr<x509_st> certificate_;
  std::shared_ptr<const Bytes> der_;
};

// RFC 5280 6.1 from the first certificate, over the others, to one of the roots, which may also be
// the first itself. 112 bits of security throughout: no SHA-1, no short keys.
[[nodiscard]] bool leads_to(std::span<const AttestationCertificate> path,
                            std::span<const AttestationCertificate> roots, TimePoint now);

}  // namespace tessera::crypto
