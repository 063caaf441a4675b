// What is stored of a credential, sealed: its id and key name a person's device.
#pragma once

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/webauthn.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

struct KeptPasskey {
  Bytes id;
  Bytes public_key;   // COSE_Key
  Bytes user_handle;  // that it was made with
};

[[nodiscard]] Bytes seal_passkey(const KeptPasskey& passkey, const Uuid& authenticator,
                                 const crypto::Keyring& keys, Random& random);
// Data of the database that cannot be opened is a fault of the deployment: std::runtime_error.
[[nodiscard]] KeptPasskey open_passkey(const AuthenticatorRecord& record,
                                       const crypto::Keyring& keys);

// What the store knows a credential by.
[[nodiscard]] Bytes passkey_lookup_key(BytesView credential_id);

// The credential as the checks want it.
[[nodiscard]] webauthn::StoredCredential to_stored(const AuthenticatorRecord& record,
                                                   const KeptPasskey& passkey);

}  // namespace tessera::authn
