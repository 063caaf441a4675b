// Whether a correct statement is to be believed (WebAuthn 7.1 steps 23, 24 and 29).
#pragma once

#include "authn/webauthn/attestation/statement.hpp"

namespace tessera::authn::webauthn {

// True if its path leads to a root for this model. "webauthn.compromised", "webauthn.untrusted",
// "webauthn.aaguid" where the policy says so.
[[nodiscard]] Result<bool> decide_trust(const Attested& attested, const Uuid& aaguid,
                                        const Policy& policy, const TrustRoots& roots,
                                        TimePoint now);

}  // namespace tessera::authn::webauthn
