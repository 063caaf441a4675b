// What came with a request that says who sends it: credentials of the client, and proof of a key
// that tokens are bound to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/base/peer_certificate.hpp>
#include <tessera/codec/form.hpp>

namespace tessera::oauth {

// What a request shows for a sender-constrained token (RFC 9449 4.1, RFC 8705 3).
struct SenderProof {
  std::vector<std::string> dpop{};   // every DPoP header field, as it came
  PeerCertificateRef certificate{};  // of the TLS connection, or nullptr
  std::string method = "POST";       // htm
  std::string url{};                 // htu: the address under which we serve this, without query
};

// The Authorization header and the decoded form of a POST, and the proof beside them.
struct ClientCredentials {
  std::optional<std::string> authorization;
  const codec::Form& form;
  SenderProof sender{};
};

}  // namespace tessera::oauth
