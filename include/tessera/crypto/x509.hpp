// What stands in a certificate of a person: read once, as plain values. Nothing here says whether
// it is to be believed; x509_path.hpp does.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::crypto {

inline constexpr std::size_t kLongestCertificate = 16 * 1024;

// RFC 5280 4.1.2.2: at most 20 octets, here filled up with zeros in front.
using SerialNumber = std::array<std::uint8_t, 20>;
// Lower-case hex without leading zeros.
[[nodiscard]] std::string to_text(const SerialNumber& serial);

struct NameAttribute {
  std::string type;  // dotted: "2.5.4.5"
  std::string value;
};

// "CN", "2.5.4.3" and "OID.2.5.4.3" are the same type; "" for a word that names none.
[[nodiscard]] std::string name_attribute_type(std::string_view word);

struct X509Facts {
  std::vector<NameAttribute> subject;        // most general first, as the certificate has it
  std::string subject_dn, issuer_dn;         // in the form of normalise_dn
  std::vector<std::string> email, upn, uri;  // subject alternative names
  SerialNumber serial{};
  Bytes subject_key_id;  // or empty
  Sha256 spki{};         // of the SubjectPublicKeyInfo
  Sha256 digest{};       // of the certificate
  TimePoint not_before;
  TimePoint not_after;
  std::vector<std::string> ocsp_urls;  // authority information access
  std::vector<std::string> crl_urls;   // CRL distribution points
};

// Errc::invalid "certificate.too_large", "certificate.malformed": not one certificate of version 3,
// a name with control characters, a time that is none, a serial number that is none, an extension
// that is there twice or does not parse.
[[nodiscard]] Result<X509Facts> read_x509(BytesView der);

}  // namespace tessera::crypto
