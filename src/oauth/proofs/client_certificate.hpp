// Client authentication by certificate (RFC 8705 2).
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include <tessera/base/clock.hpp>
#include <tessera/base/peer_certificate.hpp>
#include <tessera/crypto/certificate_identity.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

using CertificateIdentityRef = std::shared_ptr<const crypto::CertificateIdentity>;

// Parsed certificates by their digest, so that a connection's is parsed once. Thread-safe, bounded.
class CertificateCache {
 public:
  static constexpr std::size_t kMost = 4096;
  // nullptr if it cannot be read.
  [[nodiscard]] CertificateIdentityRef read(const PeerCertificate& certificate);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, CertificateIdentityRef> known_;
};

// RFC 8705 2.1.2: the one name that is registered, exactly. subject_dn is the registered one in the
// form of crypto::normalise_dn. Pure.
[[nodiscard]] bool matches_registration(const crypto::CertificateIdentity& identity,
                                        const ClientRegistration& registration,
                                        std::string_view subject_dn);
[[nodiscard]] inline bool is_in_force(const crypto::CertificateIdentity& identity, TimePoint now) {
  return identity.not_before <= now && now <= identity.not_after;
}

}  // namespace tessera::oauth
