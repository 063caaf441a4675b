// OpenID Connect Session Management 1.0: what lets a portal notice, without asking the server, that
// the session of this browser is another one by now. Pure.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::oauth {

// What the script of check_session_iframe reads from the cookie: names the session, but neither
// holds nor reveals its secret or id.
[[nodiscard]] std::string browser_state_of(const Uuid& session, const crypto::Keyring& keys);

// Session Management 4.2: `hex(SHA-256(client_id SP origin SP browser_state SP salt)) "." salt`.
// origin is that of the redirect URI; the salt keeps two portals from comparing their values.
[[nodiscard]] std::string session_state(std::string_view client_id, std::string_view origin,
                                        std::string_view browser_state, std::string_view salt);

}  // namespace tessera::oauth
