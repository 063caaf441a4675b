// What the page hands to navigator.credentials (WebAuthn 5.4 and 5.5, in their JSON forms).
#pragma once

#include <span>

#include <boost/json/object.hpp>

#include <tessera/authn/passkeys.hpp>

namespace tessera::authn {

inline constexpr std::size_t kChallengeBytes = 32;  // requirements 4.5: 256 bits

struct CreationFacts {
  const PasskeyOptions& options;
  webauthn::AttestationWish attestation = webauthn::AttestationWish::none;
  BytesView challenge;
  BytesView user_handle;
  const std::string& name;
  std::span<const AuthenticatorRecord> held;  // those of this person are left out
};
[[nodiscard]] boost::json::object creation_options(const CreationFacts& facts,
                                                   const crypto::Keyring& keys);

// held: of the person who was identified; empty: whoever comes (discoverable credentials).
[[nodiscard]] boost::json::object request_options(const PasskeyOptions& options,
                                                  BytesView challenge,
                                                  std::span<const AuthenticatorRecord> held,
                                                  const crypto::Keyring& keys);

}  // namespace tessera::authn
