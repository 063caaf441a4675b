// The key of an approval, kept beside it: an authenticator that is removed later takes its data
// with it, and its approvals stay.
#pragma once

#include <tessera/access/approval.hpp>
#include <tessera/authn/webauthn.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

// The box says to which request, approver, verdict, authenticator and time it belongs, so that
// none of them can be exchanged.
[[nodiscard]] Bytes seal_approval_key(const access::Approval& approval,
                                      const webauthn::StoredCredential& credential,
                                      const crypto::Keyring& keys, Random& random);
// WebAuthn 7.2 over what was stored: the challenge of this request, hash and verdict, with user
// verification. False for whatever is wrong.
[[nodiscard]] bool is_signed(const access::Approval& approval, BytesView object_hash,
                             const webauthn::RelyingParty& party, const crypto::Keyring& keys);

}  // namespace tessera::authn
