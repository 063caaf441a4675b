// How a one-time-code secret is shown: base32, otpauth URI, QR code.
#pragma once

#include <string>
#include <string_view>

#include <tessera/authn/binding.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::authn {

// secret: 20 bytes. issuer and account_name: what the app will show.
[[nodiscard]] TotpOffer render_totp_offer(Secret secret, std::string_view issuer,
                                          std::string_view account_name);

}  // namespace tessera::authn
