// What the browser says of the ceremony (WebAuthn 5.8.1).
#pragma once

#include <string_view>

#include <tessera/authn/webauthn.hpp>

namespace tessera::authn::webauthn {

inline constexpr std::string_view kCreate = "webauthn.create";
inline constexpr std::string_view kGet = "webauthn.get";

// WebAuthn 7.1 steps 5 to 11 and 7.2 steps 8 to 14, which differ by the type only.
[[nodiscard]] Result<void> check_client_data(BytesView json, std::string_view type,
                                             BytesView challenge, const RelyingParty& party);

}  // namespace tessera::authn::webauthn
