// Path validation over configured trust anchors (RFC 5280 6.1).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

namespace tessera::crypto {

struct PathRules {
  bool client_auth = true;              // has to stand in the extended key usage
  bool smartcard_logon = false;         // likewise
  std::vector<std::string> policies{};  // dotted; one of them has to be valid for the path
  int rsa_bits = 2048;
  int ec_bits = 256;
  int authorities = 4;  // the most between the anchor and the person
};

// The person first, the anchor last.
using CertificatePath = std::vector<Bytes>;

struct AuthorityFacts {
  std::string subject;  // one line for people
  TimePoint not_after;
  bool anchor = false;
};

// Parsed once; immutable, cheap to copy, thread-safe.
class TrustAnchors {
 public:
  TrustAnchors() = default;
  // PEM. An anchor may be any authority, self-signed or not; intermediates only help to build
  // paths. Errc::invalid "anchors.malformed", "anchors.none", "anchors.no_authority": one is not a
  // CA.
  [[nodiscard]] static Result<TrustAnchors> from_pem(std::string_view anchors,
                                                     std::string_view intermediates = {});
  // shown: what the other end sent along. Errc::forbidden:
  // "certificate.untrusted", "certificate.expired", "certificate.not_yet_valid",
  // "certificate.purpose", "certificate.weak", "certificate.policy",
  // "certificate.name_constraints", "certificate.invalid"; Errc::invalid as read_x509.
  [[nodiscard]] Result<CertificatePath> validate(BytesView certificate,
                                                 std::span<const Bytes> shown,
                                                 const PathRules& rules, TimePoint now) const;
  [[nodiscard]] std::vector<AuthorityFacts> list() const;
  // Anchors and intermediates, as DER.
  [[nodiscard]] std::vector<Bytes> authorities() const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace tessera::crypto
