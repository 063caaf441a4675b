// Who a certificate speaks of: the names that a registration can pin (RFC 8705 2.1.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::crypto {

struct CertificateIdentity {
  std::string subject_dn;                        // in the form of normalise_dn
  std::vector<std::string> dns, uri, ip, email;  // subject alternative names; ip in canonical text
  Sha256 spki{};                                 // of the SubjectPublicKeyInfo
  TimePoint not_before;
  TimePoint not_after;
};

// Errc::invalid "certificate.malformed".
[[nodiscard]] Result<CertificateIdentity> read_certificate_identity(BytesView der);

// One text per name, however it was written in RFC 4514: types as object identifiers, values in
// hex, in the order of the text. "" if it is not a name, or has a value in the '#' form.
[[nodiscard]] std::string normalise_dn(std::string_view rfc4514);

// SHA-256 of the SubjectPublicKeyInfo of a key.
[[nodiscard]] Sha256 spki_digest(const Key& key);

}  // namespace tessera::crypto
