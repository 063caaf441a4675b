// Certificate revocation lists (RFC 5280 5): read once, then a sorted set of serial numbers.
#pragma once

#include <string>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/crypto/x509.hpp>

namespace tessera::crypto {

struct Crl {
  TimePoint this_update;
  TimePoint next_update;
  std::vector<SerialNumber> revoked;  // sorted
  // Of the issuing distribution point (RFC 5280 5.2.5): addresses that a certificate has to name
  // one of; empty: every certificate of the issuer.
  std::vector<std::string> scope;
  bool people_only = false;
  bool authorities_only = false;
};

// DER or PEM, checked against the certificate of its issuer. Errc::invalid: "crl.malformed",
// "crl.other_issuer", "crl.signature" (wrong, or of a weak digest, or by a key that signs no CRLs),
// "crl.unsupported" (delta, indirect, of some reasons only, an unknown critical extension),
// "crl.not_yet" (of the future). A list past its time is read: the caller knows what that means.
[[nodiscard]] Result<Crl> read_crl(BytesView crl, BytesView issuer, TimePoint now);

[[nodiscard]] bool is_revoked(const Crl& crl, const SerialNumber& serial);
// The list speaks about this certificate (RFC 5280 6.3.3 (b)).
[[nodiscard]] bool covers(const Crl& crl, const X509Facts& certificate, bool authority);

}  // namespace tessera::crypto
