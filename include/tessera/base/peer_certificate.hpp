// The certificate that the other end of a TLS connection proved to hold the key of.
#pragma once

#include <memory>
#include <vector>

#include <tessera/base/bytes.hpp>

namespace tessera {

// Immutable; one per connection.
struct PeerCertificate {
  Bytes der;
  // It leads to an anchor of the listener's client_ca_file and was in force at the handshake. A
  // self-signed certificate proves its key all the same (RFC 8705 2.2).
  bool trusted = false;
  std::vector<Bytes> chain = {};  // what was sent along, proven by nothing
  bool resumed = false;           // shown on an earlier connection, not on this one
};
using PeerCertificateRef = std::shared_ptr<const PeerCertificate>;

}  // namespace tessera
