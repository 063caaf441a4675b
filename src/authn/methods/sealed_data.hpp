// The data of authenticators under their keys: a password hash under the pepper, a TOTP secret
// under the secret box. Both are bound to the authenticator's id.
#pragma once

#include <string>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

[[nodiscard]] Bytes seal_hash(const std::string& phc, const Uuid& authenticator,
                              const crypto::Keyring& keys, Random& random);
[[nodiscard]] Bytes seal_totp(const Secret& secret, const Uuid& authenticator,
                              const crypto::Keyring& keys, Random& random);
// Data of the database that cannot be opened is a fault of the deployment: std::runtime_error
// naming the key.
[[nodiscard]] std::string open_hash(BytesView data, const Uuid& authenticator,
                                    const crypto::Keyring& keys);
[[nodiscard]] Secret open_totp(BytesView data, const Uuid& authenticator,
                               const crypto::Keyring& keys);

// Under the pepper in force? If not it is sealed anew at the next sign-in; the password is not
// needed.
[[nodiscard]] bool has_current_pepper(BytesView data, const crypto::Keyring& keys);

}  // namespace tessera::authn
