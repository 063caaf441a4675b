// Authenticator data (WebAuthn 6.1): read by its lengths, every byte accounted for.
#pragma once

#include <optional>

#include <tessera/authn/webauthn.hpp>

#include "authn/webauthn/cose_key.hpp"

namespace tessera::authn::webauthn {

struct AttestedCredential {
  Uuid aaguid;
  BytesView id;
  BytesView public_key;  // as it was written
  CoseKey key;
};

// Outputs of extensions that libfido2 wants to be told about; others are left alone (WebAuthn 7.1
// step 28, 7.2 step 23: none is asked for, and none that comes unasked changes a decision).
struct ExtensionOutputs {
  bool hmac_secret = false;
  bool cred_blob = false;
  int cred_protect = 0;
  std::optional<std::int64_t> min_pin_length;
};

// Views of the input, which must outlive it.
struct AuthenticatorData {
  BytesView bytes;
  BytesView rp_id_hash;
  bool user_present = false;
  bool user_verified = false;
  bool backup_eligible = false;
  bool backed_up = false;
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> credential;
  ExtensionOutputs extensions;
};

// "webauthn.authenticator_data", "webauthn.credential_id" (WebAuthn 7.1 step 25: 1 to 1023 bytes),
// and those of read_cose_key.
[[nodiscard]] Result<AuthenticatorData> read_authenticator_data(BytesView bytes);

// WebAuthn 7.1 steps 14 to 17 and 7.2 steps 15 to 18.
[[nodiscard]] Result<void> check_flags(const AuthenticatorData& data, const RelyingParty& party,
                                       bool require_user_verification);

}  // namespace tessera::authn::webauthn
