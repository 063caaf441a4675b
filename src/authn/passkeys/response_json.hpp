// The JSON that a browser makes of a credential (WebAuthn 5.1: RegistrationResponseJSON,
// AuthenticationResponseJSON).
#pragma once

#include <string_view>

#include <tessera/authn/webauthn.hpp>

namespace tessera::authn {

// Errc::invalid "passkey.malformed": not such JSON, another type than "public-key", text that is
// not base64url, or more than 32 KB. Members that are not needed are not looked at.
[[nodiscard]] Result<webauthn::RegistrationResponse> parse_registration(std::string_view text);
[[nodiscard]] Result<webauthn::AssertionResponse> parse_assertion(std::string_view text);

}  // namespace tessera::authn
