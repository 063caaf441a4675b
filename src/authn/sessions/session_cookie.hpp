// The value of the session cookie: session id, 256-bit secret, MAC under the purpose cookie with
// its key id. The id only finds the record; the secret proves; the MAC keeps guesses away from the
// stores.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

struct SessionKey {
  Uuid session;
  Bytes secret_hash;
};

[[nodiscard]] Secret make_session_secret(Random& random);
[[nodiscard]] Bytes hash_secret(const Secret& secret);
[[nodiscard]] std::string render_session_cookie(const Uuid& session, const Secret& secret,
                                                const crypto::Keyring& keys);
[[nodiscard]] std::optional<SessionKey> parse_session_cookie(std::string_view cookie,
                                                             const crypto::Keyring& keys);

}  // namespace tessera::authn
