// The claims of a client assertion (RFC 7523 3, OpenID Connect Core 9).
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/jose/claims.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

inline constexpr std::string_view kJwtBearer =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
inline constexpr seconds kAssertionLife{300};   // exp lies no farther ahead
inline constexpr seconds kAssertionLeeway{30};  // for clocks that differ

// The client_id that an assertion claims, unverified: only to choose whose keys to load. "" if it
// cannot be read.
[[nodiscard]] std::string claimed_client(std::string_view assertion);

// issuer is ours, endpoint the address that the request came to. Pure; the jti is checked by the
// caller. Errors carry an id for the log.
[[nodiscard]] Result<void> check_assertion(const jose::Claims& claims, const ClientEntry& client,
                                           std::string_view issuer, std::string_view endpoint,
                                           TimePoint now);

}  // namespace tessera::oauth
