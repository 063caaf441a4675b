// Whether the certificate of a client was taken back (RFC 8705 2.1, RFC 5280 6.3): asked before it
// proves anything. Fails closed unless the rules are soft.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include <tessera/authn/revocation.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/peer_certificate.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/x509_path.hpp>

namespace tessera::oauth {

// Thread-safe. Does not own the checker.
class ClientRevocation {
 public:
  ClientRevocation(crypto::TrustAnchors anchors, authn::RevocationRules rules,
                   authn::RevocationChecker& checker)
      : anchors_(std::move(anchors)), rules_(std::move(rules)), checker_(checker) {}
  // "" if it may be believed, else why not, for the log.
  [[nodiscard]] Task<std::string> refusal_of(PeerCertificateRef shown, TimePoint now);

 private:
  struct Path {
    crypto::CertificatePath path;
    TimePoint found;
  };
  [[nodiscard]] Result<crypto::CertificatePath> path_of(const PeerCertificate& shown,
                                                        TimePoint now);

  const crypto::TrustAnchors anchors_;
  const authn::RevocationRules rules_;
  authn::RevocationChecker& checker_;
  std::mutex mutex_;
  std::map<std::string, Path> paths_;  // by the digest of what was shown
};

}  // namespace tessera::oauth
