// What this server serves, as discovery says it (OpenID Connect Discovery 3, RFC 8414 2). The one
// list that the checks and the document share, so that nothing is advertised that does not work.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>

namespace tessera::oauth {

// Levels that authenticators of this release can reach.
[[nodiscard]] const std::vector<std::string>& supported_acr_values();
[[nodiscard]] const std::vector<std::string>& supported_scopes();
// From the attribute catalogue, in its order.
[[nodiscard]] const std::vector<std::string>& supported_claims();

// By whose rules identities are proofed here, unless a deployment names its own (OpenID Connect for
// Identity Assurance 1.0 5.1): those of this server's documentation.
inline constexpr std::string_view kTrustFramework = "urn:tessera:trust-framework";

// How long a client may keep the key set; a new key is published at least twice as long before use.
inline constexpr seconds kJwksMaxAge{3600};

// The whole document, ready to send. issuer is public_url, byte for byte; mtls_url that of the
// listener for client certificates, or empty.
[[nodiscard]] std::string discovery_document(std::string_view issuer,
                                             std::span<const std::string> ui_locales,
                                             std::string_view mtls_url = {},
                                             std::string_view trust_framework = kTrustFramework);

}  // namespace tessera::oauth
