#include "oauth/logout/session_state.hpp"

#include <tessera/base/bytes.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {

std::string browser_state_of(const Uuid& session, const crypto::Keyring& keys) {
  const auto covered = "session-state|" + to_string(session);
  return codec::to_base64url(keys.mac(crypto::kPurposeCookie, as_bytes(covered)));
}

// Session Management 4.2.
std::string session_state(std::string_view client_id, std::string_view origin,
                          std::string_view browser_state, std::string_view salt) {
  std::string covered;
  for (const auto part : {client_id, origin, browser_state, salt}) {
    if (!covered.empty()) covered += ' ';
    covered += part;
  }
  const auto digest = crypto::sha256(as_bytes(covered));
  return to_hex(Bytes(digest.begin(), digest.end())) + "." + std::string(salt);
}

}  // namespace tessera::oauth
