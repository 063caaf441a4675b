#include <tessera/oauth/token_binding.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {

std::string x5t_s256(const PeerCertificate* certificate) {
  return certificate == nullptr ? std::string()
                                : codec::to_base64url(crypto::sha256(certificate->der));
}

Result<TokenBinding> decide_binding(const ClientEntry& client, std::string jkt,
                                    const PeerCertificateRef& certificate) {
  const auto& registration = client.client.registration;
  // RFC 9449 5.2: a client that registered so is refused without a proof.
  if (registration.dpop_bound_access_tokens && jkt.empty())
    return refuse("invalid_dpop_proof", "this client must send a DPoP proof");
  TokenBinding binding{.jkt = std::move(jkt)};
  // RFC 8705 3.4: only a client that registered so is bound to what its TLS layer happens to show.
  if (registration.tls_client_certificate_bound_access_tokens) {
    binding.x5t_s256 = x5t_s256(certificate.get());
    if (binding.x5t_s256.empty())
      return refuse("invalid_request", "this client must use mutual TLS");
  }
  // RFC 9700 2.2.1, FAPI 2.0 Security Profile 5.3.2.1.
  if (client.profile.require_sender_constraint && !binding)
    return refuse("invalid_request", "access tokens of this client must be bound to a key");
  return binding;
}

std::string render_cnf(const TokenBinding& binding) {
  std::string out = "{";
  if (!binding.jkt.empty()) out += "\"jkt\":\"" + binding.jkt + "\"";
  if (!binding.x5t_s256.empty())
    out += std::string(out.size() > 1 ? "," : "") + "\"x5t#S256\":\"" + binding.x5t_s256 + "\"";
  return out + "}";
}

}  // namespace tessera::oauth
