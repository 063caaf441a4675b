// The one place that calls libfido2. What it is given was read by our own strict readers before;
// it decodes the bytes again with libcbor and verifies the signature.
#pragma once

#include <string>

#include "authn/webauthn/authenticator_data.hpp"

namespace tessera::authn::webauthn {

// WebAuthn 7.2 step 21. False for a wrong signature and for whatever libfido2 does not accept.
[[nodiscard]] bool verify_assertion(const std::string& rp_id, const AuthenticatorData& data,
                                    BytesView client_data_hash, BytesView signature,
                                    const CoseKey& key);

// The signature of a statement "packed" (WebAuthn 8.2) or "fido-u2f" (8.6) by the first certificate
// of its x5c, or by the credential itself. statement: its CBOR.
[[nodiscard]] bool verify_attestation(const std::string& format, bool self,
                                      const std::string& rp_id, const AuthenticatorData& data,
                                      BytesView client_data_hash, BytesView statement);

}  // namespace tessera::authn::webauthn
