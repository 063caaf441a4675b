// PKCE at the token endpoint.
#pragma once

#include <string>

#include <tessera/base/error.hpp>

namespace tessera::oauth {

// RFC 7636 4.6 with S256. A verifier without a challenge is refused as well: it tells of a request
// that was stripped of its challenge (RFC 9700 2.1.1). invalid_grant, or invalid_request for a
// malformed one.
[[nodiscard]] Result<void> check_verifier(const std::string& challenge,
                                          const std::string* verifier);

}  // namespace tessera::oauth
