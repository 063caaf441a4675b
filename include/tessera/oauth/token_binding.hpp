// The key that a token is bound to (RFC 7800 cnf): a DPoP key, a certificate, or both.
#pragma once

#include <string>

#include <tessera/base/error.hpp>
#include <tessera/base/peer_certificate.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

struct TokenBinding {
  std::string jkt;       // RFC 9449 6.1
  std::string x5t_s256;  // RFC 8705 3.1
  [[nodiscard]] explicit operator bool() const { return !jkt.empty() || !x5t_s256.empty(); }
  bool operator==(const TokenBinding&) const = default;
};

// base64url of the SHA-256 of the certificate; "" for nullptr.
[[nodiscard]] std::string x5t_s256(const PeerCertificate* certificate);

// What the tokens of this request are bound to, by the registration and the profile; jkt is that of
// a checked proof, or "". Pure. Errors: invalid_dpop_proof if the client must send a proof and did
// not (RFC 9449 5.2), invalid_request if it must show a certificate (RFC 8705 3) or the profile
// asks for either and there is neither.
[[nodiscard]] Result<TokenBinding> decide_binding(const ClientEntry& client, std::string jkt,
                                                  const PeerCertificateRef& certificate);

// {"jkt":"...","x5t#S256":"..."}, the members that there are.
[[nodiscard]] std::string render_cnf(const TokenBinding& binding);

}  // namespace tessera::oauth
