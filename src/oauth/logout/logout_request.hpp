// A logout request after its checks, and its sealed form in the URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

struct LogoutRequest {
  std::string client_id;               // of the hint or the parameter; may be empty
  std::optional<Uuid> hinted_session;  // `sid` of a valid id_token_hint
  std::string redirect_uri;            // registered for the client, or empty
  std::optional<std::string> state;
  TimePoint created;
};

// RP-Initiated Logout 2 and 4. Errors have ids of pages: "logout.hint_invalid",
// "logout.redirect_uri_unknown", "logout.duplicate". A redirect URI without a known client is left
// out (3: nothing to check it against). Pure but for the signature.
[[nodiscard]] Result<LogoutRequest> check_logout(const codec::Form& params,
                                                 const ClientSnapshot& clients,
                                                 const jose::Signer& signer,
                                                 std::string_view issuer, TimePoint now);

[[nodiscard]] std::string seal_logout(const LogoutRequest& request, const crypto::Keyring& keys,
                                      Random& random);
// Errc::invalid "flow.invalid", Errc::gone "flow.expired".
[[nodiscard]] Result<LogoutRequest> open_logout(std::string_view sealed,
                                                const crypto::Keyring& keys, TimePoint now);

}  // namespace tessera::oauth
